// What to do before a request is sent once more, because it was refused or its page is out of date.
import { chooseCure } from './refusals.js';
import { renewToken } from './renew_token.js';
import { changeIsOver, isChanging } from './settling.js';
import { sameSession } from './state.js';
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
 * @param {import('./state.js').State} known what the server knew when the request was sent
 * @param {number} status
 * @param {(name: string) => string | null} header
 */
export function cureFor(known, status, header) {
  // A page, which has its number of guards, for the session before: nothing else would swap it.
  if (status < 300 && header('Clerk-Guard') && !sameSession(known, store.known)) return changeIsOver;
  const signedOut = window.Clerk?.loaded && !window.Clerk.session && !isChanging() && known === store.known;
  return signedOut ? undefined : chooseCure(CURES, status, header);
}
