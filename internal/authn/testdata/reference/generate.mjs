// Asks Clerk's JavaScript backend for its verdict on many requests and writes them
// to verdicts.json, which reference_test.go compares ours with. The verdicts are
// committed, so that the tests need neither Node nor network. To make them anew:
//
//   cd "$(mktemp -d)" && npm install @clerk/backend@3.16.10
//   node …/internal/authn/testdata/reference/generate.mjs
//
// Tokens are signed with a key made for the occasion. They are recorded once, by
// name, and stand as <name> in the requests and verdicts.
import { createRequire } from 'node:module';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const require = createRequire(process.cwd() + '/');
const { createAuthenticateRequest } = require('@clerk/backend/internal');

const NOW = 1_700_000_000; // seconds
Date.now = () => NOW * 1000;
console.error = console.log = console.warn = () => {};

const FAPI = { live: 'clerk.example.com', test: 'foo-bar-13.clerk.accounts.dev' };
const publishableKey = mode => `pk_${mode}_${Buffer.from(FAPI[mode] + '$').toString('base64')}`;
const suffix = pk => createHash('sha1').update(pk).digest('base64url').slice(0, 8);

// A small generator of repeatable choices (mulberry32).
let seed = 20261122;
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const pick = list => list[Math.floor(random() * list.length)];

const good = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const b64 = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const jwt = (header, claims, key = good) => {
  const input = `${b64({ alg: 'RS256', typ: 'JWT', kid: 'ins_1', ...header })}.${b64(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey, 'base64url')}`;
};
const claims = (mode, over = {}) => ({
  iss: `https://${FAPI[mode]}`, sub: 'user_1', sid: 'sess_1', azp: 'https://example.com',
  iat: NOW - 10, nbf: NOW - 20, exp: NOW + 50, mode, ...over,
});

const tokens = {};
for (const mode of ['live', 'test']) {
  const c = over => claims(mode, over);
  Object.assign(tokens, {
    [`${mode}-good`]: jwt({}, c()),
    [`${mode}-newer`]: jwt({}, c({ iat: NOW - 2, nbf: NOW - 12, sub: 'user_2', sid: 'sess_2' })),
    [`${mode}-expired`]: jwt({}, c({ iat: NOW - 90, nbf: NOW - 100, exp: NOW - 30 })),
    [`${mode}-nosid-expired`]: jwt({}, c({ iat: NOW - 90, nbf: NOW - 100, exp: NOW - 30, sid: undefined })),
    [`${mode}-skewed`]: jwt({}, c({ exp: NOW - 4 })),
    [`${mode}-nbf`]: jwt({}, c({ nbf: NOW + 30 })),
    [`${mode}-future`]: jwt({}, c({ iat: NOW + 30 })),
    [`${mode}-noiss`]: jwt({}, c({ iss: undefined })),
    [`${mode}-otheriss`]: jwt({}, c({ iss: 'https://clerk.other.com' })),
    [`${mode}-badsig`]: jwt({}, c(), other),
    [`${mode}-template`]: jwt({ cat: 'cl_B7d4PD222AAA' }, c()),
    [`${mode}-category`]: jwt({ cat: 'cl_B7d4PD111AAA' }, c()),
    [`${mode}-m2m`]: jwt({}, c({ sub: 'mch_1' })),
    [`${mode}-oauth`]: jwt({ typ: 'at+jwt' }, c()),
    [`${mode}-typ`]: jwt({ typ: 'jwt' }, c()),
    [`${mode}-nosub`]: jwt({}, c({ sub: undefined })),
    [`${mode}-noexp`]: jwt({}, c({ exp: undefined })),
    [`${mode}-noazp`]: jwt({}, c({ azp: undefined })),
    [`${mode}-otherazp`]: jwt({}, c({ azp: 'https://example.com.evil' })),
    [`${mode}-aud`]: jwt({}, c({ aud: ['a', 'b'] })),
    [`${mode}-pending`]: jwt({}, c({ v: 2, sts: 'pending' })),
    [`${mode}-org`]: jwt({}, c({ v: 2, o: { id: 'org_1', slg: 'acme', rol: 'admin' } })),
    [`${mode}-orgv1`]: jwt({}, c({ org_id: 'org_1', org_slug: 'acme', org_role: 'org:admin' })),
    [`${mode}-iatless`]: jwt({}, c({ iat: undefined })),
  });
  const sfx = suffix(publishableKey(mode));
  const set = (name, token) => `${name}=${token}; Path=/; Expires=Thu, 01 Jan 2037 00:00:00 GMT; SameSite=Lax`;
  const payloads = {
    session: ['__client_uat=1; Path=/', set('__session', tokens[`${mode}-good`]), set(`__session_${sfx}`, tokens[`${mode}-newer`])],
    signedout: ['__client_uat=0; Path=/', '__session=; Path=/; Max-Age=0'],
    expired: [set('__session', tokens[`${mode}-expired`])],
    badsig: [set('__session', tokens[`${mode}-badsig`])],
    empty: [],
  };
  for (const [name, handshake] of Object.entries(payloads)) {
    tokens[`${mode}-handshake-${name}`] = jwt({}, { handshake, mode });
  }
  tokens[`${mode}-handshake-foreign`] = jwt({}, { handshake: payloads.session }, other);
  tokens[`${mode}-handshake-template`] = jwt({ cat: 'cl_B7d4PD222AAA' }, { handshake: payloads.session });
  tokens[`${mode}-handshake-expiredclaim`] = jwt({}, { handshake: payloads.session, exp: 1 });
}
const anonymize = text => {
  for (const [name, token] of Object.entries(tokens)) text = text.replaceAll(token, `<${name}>`);
  return text;
};
const resolve = text => text.replace(/<([\w-]+)>/g, (_, name) => tokens[name]);

// What the Backend API answers, by the refresh token or nonce it is shown.
const backend = mode => ({
  sessions: {
    refreshSession: async (_, { refresh_token: token }) => {
      if (token === 'ok') return { cookies: [`__session=${tokens[`${mode}-newer`]}; Path=/`] };
      if (token === 'stale') return { cookies: [`__session=${tokens[`${mode}-expired`]}; Path=/`] };
      if (token === 'none') return { cookies: [] };
      if (token === 'down') throw new Error('network');
      throw Object.assign(new Error('refused'), { errors: [{ code: token }] });
    },
  },
  clients: {
    getHandshakePayload: async ({ nonce }) => {
      if (nonce === 'ok') return { directives: [`__session=${tokens[`${mode}-good`]}; Path=/`] };
      throw new Error('unknown nonce');
    },
  },
});

const settings = {
  plain: {},
  parties: { authorizedParties: ['https://example.com'] },
  audience: { audience: ['b'] },
  otheraudience: { audience: ['c'] },
  proxy: { proxyUrl: 'https://example.com/__clerk/' },
  proxypath: { proxyUrl: '/__clerk' },
  satellite: { isSatellite: true, domain: 'satellite.com', signInUrl: 'https://primary.com/sign-in?x=1' },
  autosync: { isSatellite: true, domain: 'satellite.com', signInUrl: 'https://primary.com/sign-in', satelliteAutoSync: true },
  orgs: {
    organizationSyncOptions: {
      organizationPatterns: ['/orgs/:slug', '/orgs/:slug/(.*)', '/by-id/:id'],
      personalAccountPatterns: ['/me', '/me/(.*)'],
    },
  },
};

async function record(c) {
  const pk = publishableKey(c.mode);
  const options = { publishableKey: pk, secretKey: `sk_${c.mode}_x`, jwtKey: good.publicKey.export({ type: 'spki', format: 'pem' }) };
  const { authenticateRequest } = createAuthenticateRequest({ options, apiClient: backend(c.mode) });
  const headers = Object.fromEntries(Object.entries(c.headers).map(([k, v]) => [k, resolve(v)]));
  if (c.cookie) headers.cookie = resolve(c.cookie);
  try {
    const state = await authenticateRequest(new Request(resolve(c.url), { method: c.method, headers }), settings[c.setting]);
    const { userId = null, orgId = null } = state.toAuth({ treatPendingAsSignedOut: false }) ?? {};
    const location = state.headers.get('location');
    return {
      status: state.status, reason: state.reason ?? '', user: userId ?? '', org: orgId ?? '',
      location: location ? anonymize(location) : '',
      cookies: state.headers.getSetCookie().map(anonymize),
      cacheControl: state.headers.get('cache-control') ?? '',
    };
  } catch (error) {
    return { error: error.message.split('\n')[0] };
  }
}

const weighted = (common, rare, chance = 0.3) => (random() < chance ? pick(rare) : pick(common));

function randomCase() {
  const mode = pick(['live', 'test']);
  const pk = publishableKey(mode);
  const sfx = suffix(pk);
  const kinds = Object.keys(tokens).filter(n => n.startsWith(mode) && !n.includes('handshake'));
  const session = () => weighted([`<${mode}-good>`, `<${mode}-newer>`, `<${mode}-expired>`, '', ''], [...kinds.map(k => `<${k}>`), 'garbage', 'a.b.c', '']);
  const uat = () => pick(['', '0', '1', '1', '1', '1', String(NOW - 10), String(NOW - 5), weighted(['1'], ['abc', '12x', '-1'])]);
  const cookies = [];
  const add = (name, value) => value && cookies.push(`${name}=${value}`);
  const setting = weighted(['plain', 'plain', 'parties'], [...Object.keys(settings), 'satellite', 'autosync', 'orgs'], 0.6);
  if (random() < 0.85) { // else a first visit
    add('__session', session());
    add(`__session_${sfx}`, session());
    add('__client_uat', uat());
    add(`__client_uat_${sfx}`, uat());
  }
  add(pick(['__clerk_db_jwt', `__clerk_db_jwt_${sfx}`]), weighted(['dvb_1'], ['', 'dvb_2'], 0.2));
  add(`__refresh_${sfx}`, weighted([''], ['ok', 'stale', 'none', 'down', 'unexpected_error', 'session_not_found'], 0.4));
  add('__refresh', weighted([''], ['ok'], 0.1));
  add('__clerk_redirect_count', weighted([''], ['0', '1', '2', '3', 'abc'], 0.2));
  const handshakes = Object.keys(tokens).filter(n => n.startsWith(`${mode}-handshake`));
  let query = weighted([''], ['?a=b%20c&flag', '?', '?__dev_session=x&q=1', '?q=%C3%A9+~*'], 0.3);
  const addQuery = (name, value) => { query += (query ? '&' : '?') + `${name}=${encodeURIComponent(value)}`; };
  if (random() < 0.1) add('__clerk_handshake', `<${pick(handshakes)}>`);
  if (random() < 0.05) add('__clerk_handshake_nonce', pick(['ok', 'bad']));
  if (mode === 'test') {
    if (random() < 0.08) query += (query ? '&' : '?') + `__clerk_handshake=<${pick(handshakes)}>&__clerk_help=1`;
    if (random() < 0.04) addQuery('__clerk_handshake_nonce', pick(['ok', 'bad']));
    if (random() < 0.05) addQuery('__clerk_db_jwt', 'dvb_query');
    if (random() < 0.05) addQuery('__clerk_redirect_url', 'https://satellite.com/x?y=1&__clerk_synced=false&z=2');
  }
  if (random() < (settings[setting].isSatellite ? 0.4 : 0.02)) addQuery('__clerk_synced', pick(['true', 'false', 'x']));
  const headers = {};
  const authorization = weighted([''], [
    ...kinds.map(k => `Bearer <${k}>`), `<${mode}-good>`, `bearer <${mode}-good>`, 'Basic abc', 'Bearer ', 'Bearer garbage', 'ak_123', `Bearer <${mode}-good> x`,
  ], 0.15);
  if (authorization) headers.authorization = authorization;
  const dest = weighted(['document', 'document', 'empty'], ['iframe', '', 'image'], 0.3);
  if (dest) headers['sec-fetch-dest'] = dest;
  const accept = pick(['text/html,application/xhtml+xml', 'text/html', '*/*', 'application/json, text/html']);
  headers.accept = accept;
  const referer = weighted([''], [
    'https://example.com/x', 'https://google.com/', 'http://example.com/', 'https://accounts.example.com/sign-in', 'https://clerk.example.com/x',
    'https://foo-bar-13.accounts.dev/sign-in', 'https://foo-bar-13.clerk.accounts.dev/', 'https://other-1.accounts.dev/', 'https://accounts.x.lcl.dev/',
    'https://accounts.satellite.com/', 'nonsense', 'about:blank', 'android-app://com.example', 'https://example.com:443/y',
  ], 0.3);
  if (referer) headers.referer = referer;
  const path = setting === 'orgs' ? pick(['/orgs/acme', '/orgs/other/x', '/by-id/org_1', '/by-id/org_2', '/me', '/me/x', '/orgs/a%20b', '/ORGS/acme/', '/elsewhere'])
    : pick(['/', '/page', '/a%2Fb/c%20d']);
  return {
    mode, setting, method: weighted(['GET'], ['POST', 'HEAD'], 0.15),
    url: `https://example.com${path}${query}`, headers, cookie: cookies.join('; '),
  };
}

const cases = [];
for (let i = 0; i < 2000; i++) {
  const c = randomCase();
  cases.push({ ...c, want: await record(c) });
}
const file = join(dirname(fileURLToPath(import.meta.url)), 'verdicts.json');
writeFileSync(file, JSON.stringify({
  backend: '3.16.10', now: NOW, jwtKey: good.publicKey.export({ type: 'spki', format: 'pem' }), tokens, settings,
}, null, 1).replace(/\n\}$/, `,\n "cases": [\n${cases.map(c => '  ' + JSON.stringify(c)).join(',\n')}\n ]\n}\n`));
