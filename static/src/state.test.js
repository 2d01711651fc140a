import assert from 'node:assert/strict';
import test from 'node:test';
import { detailOf, isSignedIn, sameSession, sameUser, stateOf } from './state.js';

const state = { userId: 'user_1', sessionId: 'sess_1', sessionStatus: 'active', orgId: 'org_1', orgRole: 'org:admin', userUpdatedAt: 1000 };
const signedOut = { userId: '', sessionId: '', sessionStatus: '', orgId: '', orgRole: '', userUpdatedAt: 0 };

const user = (updatedAt = new Date(1000)) => ({
  id: 'user_1',
  updatedAt,
  organizationMemberships: [
    { role: 'org:member', organization: { id: 'org_2' } },
    { role: 'org:admin', organization: { id: 'org_1' } },
  ],
});

test('the state is that of the session and the active organization', () => {
  const session = { id: 'sess_1', status: 'active', lastActiveOrganizationId: 'org_2', user: user() };
  assert.deepEqual(stateOf({ session, organization: { id: 'org_1' } }), state);
});

test('before clerk-js has an organization, it is the last active one', () => {
  const session = { id: 'sess_1', status: 'active', lastActiveOrganizationId: 'org_2', user: user() };
  assert.deepEqual(stateOf({ session, organization: undefined }), { ...state, orgId: 'org_2', orgRole: 'org:member' });
});

test('an organization without a membership gives no role', () => {
  const session = { id: 'sess_1', status: 'pending', lastActiveOrganizationId: null, user: { ...user(), organizationMemberships: undefined } };
  assert.deepEqual(stateOf({ session, organization: { id: 'org_1' } }), { ...state, sessionStatus: 'pending', orgRole: '' });
});

test('no session is signed out, and an undefined one is in transition', () => {
  assert.deepEqual(stateOf({ session: null, organization: null }), signedOut);
  assert.equal(stateOf({ session: undefined, organization: null }), undefined);
});

test('a pending session is signed out unless the options say otherwise', () => {
  assert.equal(isSignedIn(state, {}), true);
  assert.equal(isSignedIn(signedOut, {}), false);
  const pending = { ...state, sessionStatus: 'pending' };
  assert.equal(isSignedIn(pending, {}), false);
  assert.equal(isSignedIn(pending, { treatPendingAsSignedOut: true }), false);
  assert.equal(isSignedIn(pending, { treatPendingAsSignedOut: false }), true);
});

for (const [field, want] of Object.entries({ userId: false, sessionId: false, sessionStatus: false, orgId: false, orgRole: true, userUpdatedAt: true })) {
  test(`a change of ${field} ${want ? 'leaves the session' : 'makes another session'}`, () => {
    assert.equal(sameSession(state, { ...state, [field]: 'other' }), want);
  });
}

test('users differ only by two known dates', () => {
  assert.equal(sameUser(state, { ...state, userUpdatedAt: 2000 }), false);
  assert.equal(sameUser(state, { ...state }), true);
  assert.equal(sameUser(state, signedOut), true);
  assert.equal(sameUser({ ...state, userUpdatedAt: undefined }, state), true);
});

test('events tell the five fields, each of them a string', () => {
  const { userUpdatedAt, ...told } = state;
  assert.deepEqual(detailOf(state), told);
  assert.deepEqual(detailOf({ userId: 'user_1' }), { userId: 'user_1', sessionId: '', sessionStatus: '', orgId: '', orgRole: '' });
});
