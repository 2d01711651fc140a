// Gives the verdicts of Clerk's JavaScript backend, for reference_test.go to compare ours with.
//
// Reads JSON, one value a line, and answers each line but the first with a line:
//
//   {"now": 1700000000, "jwks": {"keys": […]}}                     the clock, and what Clerk's Backend API has for keys
//   {"options": …, "request": …, "refresh": …, "handshake": …}     a state (referenceState); answered with a verdict (referenceVerdict)
//
// NODE_PATH names the folder that @clerk/backend is in. Nothing here decides anything: options go to
// authenticateRequest as they are, and the Backend API answers what the state says.
'use strict';

const verdicts = process.stdout;
console.log = console.warn = console.error = () => {};

let setup;
globalThis.fetch = async () => Response.json(setup.jwks);
Date.now = () => setup.now * 1000;

const { createAuthenticateRequest } = require('@clerk/backend/internal');

// A Backend API that answers as the state says and notes what it is asked.
function apiClient(state, asked) {
  const answer = ({ code, cookies }, field) => {
    if (code) throw Object.assign(new Error('refused'), { errors: [{ code }] });
    if (!cookies) throw new Error('network');
    return { [field]: cookies };
  };
  return {
    sessions: {
      refreshSession: async (sessionId, { request_headers, ...params }) => {
        asked.push({ sessionId, ...params });
        return answer(state.refresh, 'cookies');
      },
    },
    clients: {
      getHandshakePayload: async ({ nonce }) => {
        asked.push({ nonce });
        return answer(state.handshake, 'directives');
      },
    },
  };
}

async function verdict(state) {
  const asked = [];
  const { publishableKey, secretKey, jwtKey, ...options } = state.options;
  const { authenticateRequest } = createAuthenticateRequest({
    options: { publishableKey, secretKey, jwtKey },
    apiClient: apiClient(state, asked),
  });
  const { url, ...init } = state.request;
  let result;
  try {
    result = await authenticateRequest(new Request(url, init), options);
  } catch (error) {
    return { error: error.message };
  }
  const headers = Object.fromEntries(result.headers);
  delete headers['set-cookie'];
  const auth = result.isSignedIn ? result.toAuth({ treatPendingAsSignedOut: false }) : {};
  return {
    status: result.status,
    reason: result.reason ?? '',
    setCookie: result.headers.getSetCookie(),
    headers,
    token: result.token ?? '',
    userId: auth.userId ?? '',
    sessionId: auth.sessionId ?? '',
    sessionStatus: auth.sessionStatus ?? '',
    orgId: auth.orgId ?? '',
    orgSlug: auth.orgSlug ?? '',
    orgRole: auth.orgRole ?? '',
    orgPermissions: auth.orgPermissions ?? [],
    factorVerificationAge: auth.factorVerificationAge ?? null,
    actor: auth.actor?.sub ?? '',
    asked,
  };
}

async function main() {
  for await (const line of require('node:readline').createInterface({ input: process.stdin })) {
    if (!setup) setup = JSON.parse(line);
    else verdicts.write(JSON.stringify(await verdict(JSON.parse(line))) + '\n');
  }
}
main();
