// Tells the server, the page and the other tabs of a new state.
import { tellTabs } from './tab_channel.js';
import { basePath, options } from './config.js';
import { updateElements } from './element.js';
import { emit } from './events.js';
import { followSession } from './guarded_page.js';
import { renewToken } from './renew_token.js';
import { leadOn } from './sign_in_page.js';
import { forgetSnapshots } from './snapshots.js';
import { detailOf, isSignedIn, sameSession, sameUser } from './state.js';
import { store } from './store.js';
import { timeLimit } from './time.js';

/** @typedef {import('./state.js').State} State */

/** @param {State} state */
export async function commit(state) {
  const previous = store.known;
  const changed = !sameSession(previous, state) || !sameUser(previous, state);
  if (!sameSession(previous, state)) forgetSnapshots(state);
  if (changed || store.unreported) store.unreported = !(await report());
  // A sign-in that leads to another page is told of there.
  const isNews = !store.confirmed || previous.sessionId !== state.sessionId;
  if (isNews && isSignedIn(state, options)) tellTabs();
  store.known = state;
  store.confirmed = true;
  updateElements();
  if (changed) announce(state, previous);
  if (!sameSession(previous, state)) follow(state, previous);
}

/** @type {(state: State, previous: State) => void} */
function follow(state, previous) {
  if (isSignedIn(state, options) && !isSignedIn(previous, options)) leadOn();
  followSession().catch(() => {}); // the page stays
}

// Returns whether the server has heard. If not, the next change or focus tries again.
async function report() {
  try {
    let response = await post();
    if (response.status === 401 && window.Clerk.session) {
      await renewToken({ skipCache: true });
      response = await post();
    }
    return response.ok;
  } catch {
    return false;
  }
}

// keepalive: a redirect after sign-in does not cut it off.
const post = () => fetch(`${basePath}/session`, { method: 'POST', keepalive: true, signal: timeLimit(10000) });

/** @type {(state: State, previous: State) => void} */
function announce(state, previous) {
  const detail = { ...detailOf(state), previous: detailOf(previous) };
  const before = isSignedIn(previous, options);
  const after = isSignedIn(state, options);
  emit('clerk:session', detail);
  if (!before && after) emit('clerk:signed-in', detail);
  if (before && !after) emit('clerk:signed-out', detail);
  if (before && after && previous.orgId !== state.orgId) emit('clerk:organization', detail);
  if (previous.userId === state.userId && !sameUser(previous, state)) emit('clerk:user', detail);
}
