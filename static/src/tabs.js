// What has happened in other tabs, or while this page was away.
import { cookies } from './browser_apis.js';
import { renewToken } from './renew_token.js';
import { endWait, settle } from './settling.js';
import { store } from './store.js';
import { sessionTokens } from './token_cookies.js';

/**
 * Out of the back-forward cache clerk-js writes its old token into the cookie at once, whatever has
 * happened since. Clerk ends a session that is no more.
 * @param {PageTransitionEvent} event
 */
export function onPageShow({ persisted }) {
  if (persisted) window.Clerk?.session ? renewToken({ skipCache: true }) : adoptSession();
}

const seen = new Set(); // asked about; may be another Clerk application's

export async function adoptSession() {
  const { Clerk } = window;
  const token = sessionTokens(cookies()).find((t) => !seen.has(t.sid));
  if (!token || !Clerk?.loaded || Clerk.session !== null) return;
  seen.add(token.sid);
  try {
    await Clerk.client.reload();
    const sessionId = Clerk.client.lastActiveSessionId;
    if (sessionId && Clerk.session === null) await Clerk.setActive({ session: sessionId });
  } catch {
    seen.delete(token.sid); // cannot reach Clerk: the next focus tries again
  }
}

export function onFocus() {
  endWait();
  adoptSession();
  if (store.unreported && store.confirmed) settle();
}
