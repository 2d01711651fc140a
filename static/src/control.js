import { cookiesAreRefused } from './browser_apis.js';
import { options } from './config.js';
import { ClerkElement } from './element.js';
import { isSignedIn } from './state.js';
import { store } from './store.js';

/** @param {Element} element */
const authorized = (element) =>
  ['role', 'permission', 'feature', 'plan'].every((name) => {
    const value = element.getAttribute(name === 'role' ? 'org-role' : name); // role is ARIA's
    return !value || window.Clerk.session?.checkAuthorization(/** @type {any} */ ({ [name]: value }));
  });

const failed = () =>
  store.status === 'error' || (store.ready && (!window.Clerk?.loaded || cookiesAreRefused()));

/**
 * Clerk cannot work without cookies, which the page's content for other failures does not say.
 * @param {Element} element
 */
function explain(element) {
  /** @type {HTMLElement} */
  let note = element.querySelector(':scope > [slot="cookies"]');
  const refused = cookiesAreRefused();
  if (refused && !note) {
    note = document.createElement('p');
    note.slot = 'cookies';
    note.textContent = 'Signing in needs cookies. Please allow them for this site.';
    element.append(note);
  }
  if (note) note.hidden = !refused;
  return true;
}

const signedIn = () => isSignedIn(store.known, options);

/**
 * Whether to show the content; undefined: as the server rendered it. They hide, they do not protect.
 * @typedef {(element: Element) => boolean | undefined} Shows
 */

/** @type {Record<string, Shows>} */
export const CONTROLS = {
  'signed-in': () => (store.confirmed ? signedIn() : undefined),
  'signed-out': () => (store.confirmed ? !signedIn() : undefined),
  protect: (element) => (store.confirmed ? signedIn() && authorized(element) : undefined),
  loading: () => !store.ready,
  loaded: () => store.ready && !failed(),
  failed: (element) => failed() && explain(element),
  degraded: () => store.status === 'degraded',
};

export class ClerkControl extends ClerkElement {
  update() {
    const show = CONTROLS[this.localName.slice(6)](this);
    if (show === undefined) return;
    const fallback = this.querySelector(':scope > [slot="fallback"]');
    this.hidden = !show && !fallback;
    if (!fallback) return;
    for (const child of this.children) /** @type {HTMLElement} */ (child).hidden = (child === fallback) === show;
  }
}
