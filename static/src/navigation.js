import { absolute } from './addresses.js';
import { STAY } from './config.js';
import { store } from './store.js';

/**
 * Clerk's navigations. Steps of a component with path routing change the address only. A target that
 * differs by its hash at most stays: clerk-js would wait for an unload that does not come. After sign-out
 * the page loads anew. Without our origin, which Clerk cuts off, a path may name another.
 * @param {'pushState' | 'replaceState'} method
 * @returns {(to: string, meta?: any) => void}
 */
export const routeBy = (method) => (to, meta) => {
  const url = absolute((to[0] === '/' ? location.origin : '') + to);
  if (meta.__internal_metadata?.navigationType === 'internal') {
    history[method](method === 'replaceState' ? history.state : null, '', url);
  } else if (url.hash !== STAY.slice(1)) {
    if (url.pathname + url.search !== location.pathname + location.search) leave(() => meta.windowNavigate(url));
    else if (isSigningOut()) leave(() => loadAnew(url));
  }
};

/** @param {() => void} navigate */
function leave(navigate) {
  store.leaving = true;
  navigate();
}

const isSigningOut = () => store.latest.sessionId && !window.Clerk.client.signedInSessions.length;

/** @param {URL} url of this page, which was rendered for somebody */
function loadAnew(url) {
  history.replaceState(history.state, '', url);
  location.reload();
}
