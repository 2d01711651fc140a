// Tokens for the requests of this page.
import { cookies } from './browser_apis.js';
import { store } from './store.js';
import { timeUp } from './time.js';
import { needsToken } from './token_cookies.js';

// Whether a request sent now would carry no token, or one about to expire.
export function tokenIsStale() {
  const sid = window.Clerk?.loaded ? window.Clerk.session?.id : store.known.sessionId;
  return sid ? needsToken(cookies(), sid) : store.unreported && !store.ready;
}

/** @type {Record<any, Promise<unknown>>} by skipCache */
const requests = {};

// getToken renews the cookie, too. An unreachable Clerk costs a request its token, not the request.
/** @returns {Promise<any>} */
export function renewToken(/** @type {{ skipCache?: true }} */ options = {}) {
  const key = /** @type {any} */ (options.skipCache);
  return (requests[key] ??= Promise.race([
    store.loading.then(() => window.Clerk?.session?.getToken(options)),
    timeUp(),
  ])
    .catch(() => {})
    .finally(() => delete requests[key]));
}
