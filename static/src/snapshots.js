import { keepSessionStorageOf } from './browser_apis.js';
import { options } from './config.js';
import { isSignedIn } from './state.js';

/**
 * A sign-out that leads to another page, or one without the script, ends the page before it hears of it.
 * @param {import('./state.js').State} state
 */
export const forgetForeignSnapshots = ({ sessionId, sessionStatus, orgId }) =>
  keepSessionStorageOf('htmx-history', [sessionId, sessionStatus, orgId].join(':'));

/**
 * htmx 2 shows the pages it has stored on Back, without asking the server: they must not outlive their
 * session. After sign-out it may not store this page either.
 * @param {import('./state.js').State} state
 */
export function forgetSnapshots(state) {
  forgetForeignSnapshots(state);
  if (!isSignedIn(state, options) && window.htmx?.config) {
    Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
  }
}
