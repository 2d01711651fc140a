import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseCure } from './refusals.js';

const cures = {
  '401 stale': async () => 'renewed',
  '403 reverification': async (level) => `verified ${level}`,
};
const header = (values) => (name) => values[name] ?? null;

test('a stale token and a verification that is too old have a cure', async () => {
  assert.equal(await chooseCure(cures, 401, header({ 'Clerk-Session': 'stale' }))(), 'renewed');
  const reverification = header({ 'Clerk-Session': 'reverification', 'Clerk-Reverification': 'second_factor' });
  assert.equal(await chooseCure(cures, 403, reverification)(), 'verified second_factor');
});

test('other answers have none', () => {
  for (const [status, session] of [[200, 'stale'], [403, 'stale'], [401, 'reverification'], [401, 'signed-out'], [401, ''], [401, undefined]]) {
    assert.equal(chooseCure(cures, status, header({ 'Clerk-Session': session })), undefined, `${status} ${session}`);
  }
});
