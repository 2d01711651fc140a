import { sameOrigin } from './addresses.js';
import { cureFor } from './cures.js';
import { noteGuards } from './guarded_page.js';
import { renewToken, tokenIsStale } from './renew_token.js';
import { store } from './store.js';

// htmx 2 waits in htmx:confirm only. It fires for each request; `etc` is the request's identity.
/** @type {WeakMap<object, { known: import('./state.js').State, issueRequest: (confirmed: boolean) => void }>} */
const requests = new WeakMap();

/** @param {any} event */
export function onConfirm(event) {
  const { ctx, etc, path, issueRequest } = event.detail;
  if (ctx || !etc || !sameOrigin(path)) return; // with ctx it is htmx 4
  requests.set(etc, { known: store.known, issueRequest });
  if (event.defaultPrevented || !tokenIsStale()) return;
  event.preventDefault();
  // false: hx-confirm has yet to ask
  renewToken().then(() => issueRequest(false));
}

/**
 * preventDefault drops the response with its HX-* headers.
 * @param {any} event
 */
export function onBeforeOnLoad(event) {
  const { xhr, etc } = event.detail;
  if (!xhr) return;
  const header = (/** @type {string} */ name) => xhr.getResponseHeader(name);
  noteGuards(xhr.responseURL, header);
  const request = requests.get(etc);
  const cure = request && cureFor(request.known, xhr.status, header);
  if (!cure) return;
  requests.delete(etc); // once
  event.preventDefault();
  // true: hx-confirm has asked
  cure().then(() => request.issueRequest(true), () => {});
}

/**
 * On Back htmx fetches a page that it has not stored. If the page is refused, it shows nothing, and the address has
 * changed already. As a document, the page goes through the handshake, to the sign-in page or to an error page.
 * @param {any} event
 */
export function onHistoryLoad({ type, detail: { path, xhr } }) {
  if (type === 'htmx:historyCacheMissLoadError') location.reload();
  else noteGuards(path, (name) => xhr.getResponseHeader(name));
}
