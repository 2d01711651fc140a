import assert from 'node:assert/strict';
import test from 'node:test';
import { here } from './addresses.js';

for (const [name, address, want] of [
  ['a plain one', 'https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['one with a hash', 'https://example.com/a#/factor-one', 'https://example.com/a'],
  ['one with the outcome of a handshake', 'https://example.com/a?__clerk_handshake=x&b=c&__clerk_help=1&__dev_session=y&suffixed_cookies=true', 'https://example.com/a?b=c'],
  ['one with two of a kind', 'https://example.com/?__clerk_db_jwt=1&__clerk_db_jwt=2', 'https://example.com/'],
  ['one with parameters of other names', 'https://example.com/?__clerk_handshake_other=1&my__clerk_help=2', 'https://example.com/?__clerk_handshake_other=1&my__clerk_help=2'],
]) {
  test(`the address to come back to: ${name}`, () => assert.equal(here(address), want));
}
