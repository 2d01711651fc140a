// What has happened in other tabs.
import { cookies } from './browser_apis.js';
import { endWait, settle } from './settling.js';
import { store } from './store.js';
import { sessionTokens } from './token_cookies.js';

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
