// What to do before a refused request is sent once more.
import { chooseCure } from './refusals.js';
import { renewToken } from './renew_token.js';
import { changeIsOver, isChanging } from './settling.js';
import { store } from './store.js';

/** @type {Record<string, import('./refusals.js').Cure>} */
const CURES = {
  '401 stale': () => renewToken({ skipCache: true }).then(changeIsOver),
  // Clerk's own dialog; rejects if it is closed.
  '403 reverification': (level) =>
    new Promise((/** @type {any} */ afterVerification, afterVerificationCancelled) => {
      window.Clerk.__internal_openReverification({ level, afterVerification, afterVerificationCancelled });
    }).then(() => renewToken({ skipCache: true })),
};

/**
 * If the session has changed since the request was sent, or changes now, a refusal is about the one that was.
 * @param {unknown} known what the server knew when the request was sent
 * @param {number} status
 * @param {(name: string) => string | null} header
 */
export function cureFor(known, status, header) {
  const signedOut = window.Clerk?.loaded && !window.Clerk.session && !isChanging() && known === store.known;
  return signedOut ? undefined : chooseCure(CURES, status, header);
}
