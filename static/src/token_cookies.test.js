import assert from 'node:assert/strict';
import test from 'node:test';
import { cookieMatches, needsToken, sessionTokens } from './token_cookies.js';

const now = () => Date.now() / 1000;
const token = (claims) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
const sids = (cookies) => sessionTokens(cookies).map((t) => t.sid);

test('suffixed session cookies come first, and other cookies do not count', () => {
  const cookies = `a=b; __session=${token({ sid: 'plain' })}; __session_x-Y_1=${token({ sid: 'suffixed' })}; __sessions=${token({ sid: 'no' })}; my__session=${token({ sid: 'no' })}`;
  assert.deepEqual(sids(cookies), ['suffixed', 'plain']);
});

test('what is not a token is left out', () => {
  for (const value of ['', 'x', 'a.b.c', `h.${Buffer.from('{').toString('base64url')}.s`, token(null)]) {
    assert.deepEqual(sids(`__session=${value}; __session_1=${token({ sid: 'good' })}`), ['good'], value);
  }
  assert.deepEqual(sids(''), []);
});

test('claims are base64url', () => {
  const [claims] = sessionTokens(`__session=${token({ sid: '\u00ff\u00fe???>>>' })}`);
  assert.ok(claims.sid.endsWith('???>>>'));
});

const known = { sessionId: 'sess_1', orgId: '' };

for (const [name, claims, state, want] of [
  ['its token', { sid: 'sess_1' }, { sessionId: 'sess_1', orgId: '' }, true],
  ['no token', undefined, { sessionId: 'sess_1', orgId: '' }, false],
  ['the token of another session', { sid: 'sess_2' }, { sessionId: 'sess_1', orgId: '' }, false],
  ['a version 2 token of its organization', { sid: 'sess_1', o: { id: 'org_1' } }, { sessionId: 'sess_1', orgId: 'org_1' }, true],
  ['a version 1 token of its organization', { sid: 'sess_1', org_id: 'org_1' }, { sessionId: 'sess_1', orgId: 'org_1' }, true],
  ['a token of another organization', { sid: 'sess_1', o: { id: 'org_2' } }, { sessionId: 'sess_1', orgId: 'org_1' }, false],
  ['a token of an organization it has left', { sid: 'sess_1', o: { id: 'org_1' } }, { sessionId: 'sess_1', orgId: '' }, false],
]) {
  test(`a session with ${name} in the cookie ${want ? 'matches' : 'does not match'}`, () => {
    assert.equal(Boolean(cookieMatches(claims ? `__session=${token(claims)}` : '', state, known)), want);
  });
}

test('signed out, a cookie matches that lacks the known session, whatever other application it is of', () => {
  const signedOut = { sessionId: '', orgId: '' };
  assert.equal(cookieMatches('', signedOut, known), true);
  assert.equal(cookieMatches(`__session=${token({ sid: 'sess_2' })}`, signedOut, known), true);
  assert.equal(cookieMatches(`__session=${token({ sid: 'sess_1' })}`, signedOut, known), false);
});

test('a session needs a token if it has none, or one that lasts less than five seconds', () => {
  const cookies = (exp) => `__session=${token({ sid: 'sess_1', exp })}`;
  assert.equal(needsToken(cookies(now() + 60), 'sess_1'), false);
  assert.equal(needsToken(cookies(now() + 4), 'sess_1'), true);
  assert.equal(needsToken(cookies(now() - 60), 'sess_1'), true);
  assert.equal(needsToken(cookies(now() + 60), 'sess_2'), true);
  assert.equal(needsToken('', 'sess_1'), true);
});

test('of two tokens of a session the suffixed one counts', () => {
  const cookies = `__session=${token({ sid: 'sess_1', exp: now() + 60 })}; __session_1=${token({ sid: 'sess_1', exp: now() - 1 })}`;
  assert.equal(needsToken(cookies, 'sess_1'), true);
});
