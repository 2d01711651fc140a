// Session tokens, as document.cookie holds them.

/** @typedef {{ sid?: string, exp: number, o?: { id: string }, org_id?: string }} Claims */

/**
 * Claims of the session cookies, suffixed ones first, as the server reads them. Some may be of
 * another Clerk application on this host.
 * @param {string} cookies
 * @returns {Claims[]}
 */
export const sessionTokens = (cookies) =>
  cookies
    .split('; ')
    .filter((cookie) => /^__session(_[\w-]+)?=/.test(cookie))
    .sort((a, b) => b.indexOf('=') - a.indexOf('='))
    .map((cookie) => claimsOf(cookie))
    .filter(Boolean);

/** @param {string} cookie whose name has no dot */
function claimsOf(cookie) {
  try {
    return JSON.parse(atob(cookie.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    // not a token
  }
}

/**
 * Whether the cookies are those of the state. Signed out, they are if the session that was known has no token.
 * @param {string} cookies
 * @param {import('./state.js').State} state
 * @param {import('./state.js').State} known
 */
export function cookieMatches(cookies, state, known) {
  const tokens = sessionTokens(cookies);
  if (!state.sessionId) return !tokens.some((t) => t.sid === known.sessionId);
  const token = tokens.find((t) => t.sid === state.sessionId);
  return token && (token.o?.id ?? token.org_id ?? '') === state.orgId;
}

/**
 * Whether the session has no token, or one about to expire.
 * @param {string} cookies
 * @param {string} sid
 */
export function needsToken(cookies, sid) {
  const token = sessionTokens(cookies).find((t) => t.sid === sid);
  return !token || token.exp - Date.now() / 1000 < 5;
}
