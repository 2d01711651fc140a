// The state of a session, as clerk-js, the server and the page speak of it.

/**
 * @typedef {object} State
 * @property {string} userId
 * @property {string} sessionId
 * @property {string} sessionStatus
 * @property {string} orgId
 * @property {string} orgRole
 * @property {number} [userUpdatedAt]
 */

const FIELDS = /** @type {const} */ (['userId', 'sessionId', 'sessionStatus', 'orgId', 'orgRole']);

/**
 * To Clerk, a session with open tasks ("pending") is signed out.
 * @param {State} state
 * @param {{ treatPendingAsSignedOut?: boolean }} options
 */
export const isSignedIn = (state, options) =>
  Boolean(state.sessionId) && (state.sessionStatus !== 'pending' || options.treatPendingAsSignedOut === false);

/**
 * A session that is undefined is in transition: the cookie may hold its old token still.
 * @param {import('@clerk/shared/types').Resources} resources
 * @returns {State | undefined}
 */
export function stateOf({ session, organization }) {
  if (session === undefined) return undefined;
  const orgId = organization?.id ?? session?.lastActiveOrganizationId ?? '';
  const user = session?.user;
  const membership = user?.organizationMemberships?.find((m) => m.organization.id === orgId);
  return {
    userId: user?.id ?? '',
    sessionId: session?.id ?? '',
    sessionStatus: session?.status ?? '',
    orgId,
    orgRole: membership?.role ?? '',
    userUpdatedAt: Number(user?.updatedAt ?? 0),
  };
}

/** @type {(a: State, b: State) => boolean} */
export const sameSession = (a, b) => FIELDS.every((f) => f === 'orgRole' || a[f] === b[f]);

/**
 * Neither the server nor a Clerk that is degraded tells user.updatedAt: the first one seen is no change.
 * @type {(a: State, b: State) => boolean}
 */
export const sameUser = (a, b) => !a.userUpdatedAt || !b.userUpdatedAt || a.userUpdatedAt === b.userUpdatedAt;

/**
 * What events tell of a state.
 * @type {(state: Partial<State>) => any}
 */
export const detailOf = (state) => Object.fromEntries(FIELDS.map((f) => [f, state[f] ?? '']));
