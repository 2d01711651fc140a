import { clearSessionStorage } from './browser_apis.js';
import { options } from './config.js';
import { isSignedIn } from './state.js';

/**
 * htmx 2 shows the pages it has stored on Back, without asking the server: they must not outlive their
 * session. After sign-out it may not store this page either.
 * @param {import('./state.js').State} state
 */
export function forgetSnapshots(state) {
  clearSessionStorage('htmx-history');
  if (!isSignedIn(state, options) && window.htmx?.config) {
    Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
  }
}
