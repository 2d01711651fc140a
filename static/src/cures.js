// What to do before a refused request is sent once more.
import { chooseCure } from './refusals.js';
import { renewToken } from './renewal.js';
import { changeIsOver, isChanging } from './settling.js';

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
 * While the session changes, a refusal is about the one that was.
 * @param {number} status
 * @param {(name: string) => string | null} header
 */
export function cureFor(status, header) {
  const signedOut = window.Clerk?.loaded && !window.Clerk.session && !isChanging();
  return signedOut ? undefined : chooseCure(CURES, status, header);
}
