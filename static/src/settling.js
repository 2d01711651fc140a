// From what clerk-js says to what the page shows: the cookie follows, then the server hears of it.
import { cookies } from './browser_apis.js';
import { updateElements } from './element.js';
import { markReady } from './events.js';
import { renewToken } from './renew_token.js';
import { commit } from './reporting.js';
import { sameSession, sameUser, stateOf } from './state.js';
import { store } from './store.js';
import { timeUp } from './time.js';
import { cookieMatches } from './token_cookies.js';

/** @typedef {import('./state.js').State} State */

let heard = false; // clerk-js has spoken
let wake = () => {};
/** @type {Promise<void> | undefined} while a change is under way */
let settling;

/** @param {import('@clerk/shared/types').Resources} resources */
export function onEmission(resources) {
  const next = stateOf(resources);
  const { latest } = store;
  if (!next || (heard && sameSession(latest, next) && sameUser(latest, next))) return;
  // One account of several has signed out, in place. Clerk now has no session, but the server sees that
  // the browser has one, and would wait for its token: go on with another account.
  const others = window.Clerk.client?.signedInSessions?.filter(({ id }) => id !== latest.sessionId);
  if (heard && !next.sessionId && others?.length) {
    window.Clerk.setActive({ session: others[0] }).catch(() => accept(next));
  } else {
    accept(next);
  }
}

/** @param {State} next */
function accept(next) {
  heard = true;
  store.latest = next;
  updateElements();
  settle();
}

// Ends the wait for focus.
export const endWait = () => wake();

// One change at a time, the last one wins.
export function settle() {
  wake();
  settling ??= settleAll();
}

async function settleAll() {
  let state;
  do {
    state = store.latest;
    await cookieFollows(state);
    if (state === store.latest) await commit(state);
  } while (state !== store.latest);
  settling = undefined;
  markReady({ timedOut: false });
}

export const isChanging = () => settling || (window.Clerk?.loaded && window.Clerk.session === undefined);

// Waits for the end of a change that is under way.
export async function changeIsOver() {
  if (!isChanging()) return;
  /** @type {Promise<void>} */
  const heardOf = new Promise((resolve) => {
    window.Clerk.addListener(({ session }) => session !== undefined && resolve());
  });
  await Promise.race([heardOf.then(() => settling), timeUp()]);
}

/**
 * An unfocused tab does not write the cookie: it belongs to the tab the user looks at, which may write it later
 * than this tab hears of the change. No event tells of that.
 * @param {State} state
 */
async function cookieFollows(state) {
  while (state === store.latest && !cookieMatches(cookies(), state, store.known)) {
    if (document.hasFocus()) return renewToken(); // then let the server judge
    await new Promise((resolve) => {
      wake = /** @type {() => void} */ (resolve);
      setTimeout(resolve, 1000);
    });
  }
}
