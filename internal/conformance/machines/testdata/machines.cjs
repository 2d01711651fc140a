// Gives the verdicts of Clerk's JavaScript backend on machine tokens, for reference_test.go to compare ours with.
//
// Reads JSON, {"options": …, "request": …} on each line, and answers each with a verdict on a line. Options go to
// authenticateRequest as they are; the Backend API is a real server, at options.apiUrl.
//
// NODE_PATH names the folder that @clerk/backend is in. Nothing here decides anything.
'use strict';

const verdicts = process.stdout;
console.log = console.warn = console.error = () => {};

const { createAuthenticateRequest } = require('@clerk/backend/internal');

async function verdict({ options, request }) {
  const { url, ...init } = request;
  try {
    // Sessions are not refreshed here, so there is no apiClient.
    const { authenticateRequest } = createAuthenticateRequest({ options: { apiUrl: options.apiUrl }, apiClient: {} });
    const state = await authenticateRequest(new Request(url, init), options);
    if (state.status !== 'signed-in') return { status: state.status, reason: state.reason, message: state.message };
    const auth = state.toAuth();
    return {
      status: state.status,
      tokenType: auth.tokenType,
      id: auth.id,
      subject: auth.subject,
      name: auth.name,
      scopes: auth.scopes,
      clientId: auth.clientId,
      claims: auth.tokenType === 'session_token' ? null : auth.claims,
      userId: auth.userId,
      orgId: auth.orgId,
    };
  } catch (error) {
    return { status: 'error', reason: error.message };
  }
}

async function main() {
  for await (const line of require('node:readline').createInterface({ input: process.stdin })) {
    verdicts.write(JSON.stringify(await verdict(JSON.parse(line))) + '\n');
  }
}
main();
