// A page out of the back-forward cache is as it was left, whatever has become of its session since.
import { renewToken } from './renew_token.js';
import { store } from './store.js';
import { adoptSession } from './tabs.js';

/** @typedef {PageTransitionEvent} Transition */

const page = document.documentElement;
const LIMIT = 2000; // milliseconds for Clerk; then the server decides

/** @param {Transition} event */
export function onPageHide({ persisted }) {
  const session = window.Clerk?.session;
  if (!persisted || !(session || store.known.sessionId)) return;
  page.hidden = true; // before the first frame that is shown again
  // clerk-js would write the token that it holds into the cookie as soon as the page is back.
  session?.clearCache();
}

/**
 * What was rendered for a session shows again when Clerk has given a token for it.
 * @param {Transition} event
 */
export async function onPageShow({ persisted }) {
  if (!persisted) return;
  if (!page.hidden) return adoptSession();
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT));
  const changed = new Promise((resolve) => document.addEventListener('clerk:session', resolve, { once: true }));
  const { Clerk } = window;
  const isConfirmed = async () => Clerk?.session?.id === store.known.sessionId && (await renewToken({ skipCache: true }));
  if (await Promise.race([isConfirmed(), late])) return (page.hidden = false);
  // Where Clerk has refused, clerk-js signs out and the server hears of it, before the cookie counts.
  await Promise.race([changed, late]);
  location.reload();
}
