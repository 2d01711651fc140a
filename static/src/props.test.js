import assert from 'node:assert/strict';
import test from 'node:test';
import { camelCase, propsOf, redirectsOf } from './props.js';

/** An element as far as props go. */
const element = (attributes) => ({
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  getAttribute: (name) => attributes[name] ?? null,
});

test('attributes are props in camel case', () => {
  assert.equal(camelCase('sign-in'), 'signIn');
  assert.equal(camelCase('-organization-list'), 'OrganizationList');
  assert.deepEqual(propsOf(element({ 'after-sign-out-url': '/bye', routing: 'path' })), { afterSignOutUrl: '/bye', routing: 'path' });
});

test('true, false and an attribute without a value are booleans', () => {
  assert.deepEqual(propsOf(element({ 'show-name': '', a: 'true', b: 'false', c: '0' })), { showName: true, a: true, b: false, c: '0' });
});

test("attributes of HTML, htmx and of our own are not Clerk's", () => {
  const attributes = { id: 'x', class: 'x', style: 'x', slot: 'x', hidden: '', mode: 'modal', role: 'x', nonce: 'x', 'hx-get': '/', 'data-x': '', 'aria-busy': 'true', onclick: 'x' };
  assert.deepEqual(propsOf(element({ ...attributes, path: '/sign-in' })), { path: '/sign-in' });
});

test('the props attribute goes before others', () => {
  assert.deepEqual(propsOf(element({ path: '/a', props: '{"path":"/b","appearance":{"x":1}}' })), { path: '/b', appearance: { x: 1 } });
});

test('props that are invalid JSON are told and left out', (t) => {
  const error = t.mock.method(console, 'error', () => {});
  assert.deepEqual(propsOf(element({ path: '/a', props: '{' })), { path: '/a' });
  assert.equal(error.mock.callCount(), 1);
});

test("a button's redirects get the name of their form", () => {
  const props = { forceRedirectUrl: '/a', signUpFallbackRedirectUrl: '/b' };
  assert.deepEqual(redirectsOf(props, 'sign-in'), { ...props, signInForceRedirectUrl: '/a', signInFallbackRedirectUrl: undefined });
  assert.deepEqual(redirectsOf({ fallbackRedirectUrl: '/c' }, 'sign-up'), {
    fallbackRedirectUrl: '/c', signUpForceRedirectUrl: undefined, signUpFallbackRedirectUrl: '/c',
  });
});
