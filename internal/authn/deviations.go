package authn

// Where the State is not that of Clerk's backend (authenticateRequest of
// @clerk/backend), it is for the safety of those who use this package. This is the
// whole list. Each line that a request can show is a row of the table in
// reference_exceptions_test.go, or for machine tokens in
// reference_exceptions_test.go of internal/conformance/machines, which are compared
// with Clerk's backend itself.
//
// Tokens (package sessiontoken):
//
//   - A token has one spelling: base64url without padding, white space or stray
//     bits. In JSON, names are exact and unique, text is UTF-8, numbers fit into a
//     float64 and nesting ends at 64. Two readers of a token must not see two people.
//   - It is at most 8 KiB long, a handshake token 32 KiB. A longer one is refused
//     before it is decoded, and not passed on to Clerk.
//   - The algorithm is RS256, because all of Clerk's keys are for RS256. RS384 and RS512 are
//     refused: the key says what it is for, not the token (RFC 8725, section 3.1).
//   - crit and b64 are refused (RFC 7515, section 4.1.11).
//   - A token that is not for a session, such as one from a JWT template or of a machine, is
//     refused wherever it comes from. Clerk's backend refuses it in the request, but accepts
//     it in the outcome of a handshake or refresh.
//   - An empty sub counts as missing. An aud that is not text does not match. A time beyond
//     any date is not a time; Clerk's backend takes it for a time that never comes.
//   - Where user features stand before organization features, permissions are granted
//     only if Clerk's documents and its backend both grant them. They count differently.
//
// Handshake and refresh (handshake_redirect.go, resolve_handshake.go, directive.go, refresh.go):
//
//   - Three redirects end a loop, and so does a counter of more than three. A counter
//     that is not a number counts as 0.
//   - htmx and other scripts are not redirected: they would follow a redirect unnoticed, and
//     cannot follow it to another origin. If Request.HTMX is set, the other headers do not
//     matter.
//   - What Clerk asks to set must be well-formed cookies, at most 50 of at most 5 KiB.
//   - A handshake's cookie is used once: the caller expires it when its outcome was used or
//     refused (State.SpentCookies). The return address of the next handshake does not
//     have the outcome of the last one.
//   - A navigation that a service worker passes on (Sec-Fetch-Mode: navigate, Sec-Fetch-Dest:
//     empty) is a document.
//   - A response that sets cookies has Cache-Control: no-store, redirect or not.
//   - The session id for the path of a refresh, and the error code that becomes part
//     of a reason, must have the form of an id.
//   - A nonce counts only in a request for a document (Request.handshakeEligible), as
//     each costs a call of the Backend API. In any other, the cookies decide.
//   - While Clerk's keys are unavailable, no request is redirected, because the outcome of
//     the handshake could not be verified either. The State has KeysUnavailable set. This
//     holds in development, too, where Clerk's backend answers 500 to a handshake token if
//     it has no key for it.
//
// Satellites in development (dev_browser.go):
//
//   - __clerk_redirect_url must be an http(s) URL; else it is ignored.
//   - The dev browser token goes to loopback hosts, to AllowedRedirectOrigins and to
//     the origin of SignInURL. Clerk's backend gives it to every origin that asks.
//
// Organizations (package pathtoregexp, organization_sync.go):
//
//   - Patterns with look-around, or with a parameter after a text of several
//     characters without a slash, are refused by New.
//   - A parameter that repeats is compared like any other. In Clerk's backend it
//     never equals the active organization.
//
// Machine tokens (machine_token.go, machine_jwt.go, and verify_machine_token.go of package clerkapi):
//
//   - The rules for tokens above hold for JWTs of machines, too: one spelling, 8 KiB,
//     crit and b64, an empty sub, an aud that is not text, times beyond any date. A JWT
//     without a signature is a machine token with a bad one.
//   - Config.Issuers holds for machines too; Clerk's backend ignores it there.
//   - Scopes of the wrong type grant nothing, and no other claim counts in their place.
//     Empty scopes, and empty entries of aud, do not count. Clerk's backend throws, or
//     takes a text for a list. A jti or client_id that is not text counts as empty.
//   - The prefix of the subject, and not the type of the token, tells whether the token
//     stands for a user or for an organization.
//   - Clerk judges an opaque token even if it has three parts. Clerk is not asked about a
//     token of more than 512 characters, or with characters that no bearer token has.
//   - A token that Clerk's answer calls revoked or expired is refused. An answer is
//     unexpected-error unless it is a 200 with an object of the documented types and a
//     subject, or an error in JSON.
//   - Where only sessions are accepted, an opaque token is token-type-mismatch. Where only
//     machine tokens are accepted, of one type or several, a request without a token is
//     "No token in header".
//   - While Clerk's keys are unavailable, the reason says so. Without a secret key, the
//     reason is secret-key-invalid. Clerk's backend retries for seconds, or throws.
//
// Credentials that strangers make up (package clerkapi): after Clerk refused a credential, it
// is refused for 10 seconds without asking again. While too many of them fail, or too many
// calls are in flight, Clerk is not asked about unknown credentials. Then the nonce is ignored,
// the refresh fails like one that Clerk does not answer, and the machine token is
// unexpected-error with a 503.
//
// Keys (package jwks): the key set is fetched for an unknown kid once in 30 seconds,
// not for each token; old keys count for an hour while Clerk is unreachable; weak
// keys and keys for other purposes are not loaded.
//
// Options of this package alone, off by default: SkipPrimaryDomainCrossOriginSync,
// HandshakeCookieOnly and AllowedRedirectOrigins. Issuers is the reference's issuer.
