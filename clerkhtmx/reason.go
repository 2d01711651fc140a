package clerkhtmx

import "github.com/clerk-htmx/kit/internal/authn"

// Reason is why a request is signed out or a token is refused. It has the strings of
// Clerk's SDKs (AuthErrorReason, RefreshTokenErrorReason and
// TokenVerificationErrorReason), which are stable and fit for logs. It travels to the
// browser in the x-clerk-auth-reason header. It is empty for a request that is signed
// in.
//
// There is a constant for each reason, except that "session-token-expired-refresh-" can
// be followed by Clerk's own error code or, without [Config].SecretKey, by
// "missing-api-client". docs/authentication.md lists the constants in a table.
type Reason string

// Reasons of a request whose cookies do not settle the session, or say that nobody is signed
// in. For most of these reasons, a document goes through a handshake first.
const (
	// ReasonSessionTokenAndUATMissing: the request has neither a session token nor a time of a sign-in: nobody is signed in.
	ReasonSessionTokenAndUATMissing = Reason(authn.ReasonSessionTokenAndUATMissing)
	// ReasonSessionPending: the session has tasks to do before it counts. Clerk's SDKs have no string for it.
	ReasonSessionPending Reason = "session-pending"
	// ReasonClientUATWithoutSessionToken: the cookies say that somebody is signed in, and the session token is missing.
	ReasonClientUATWithoutSessionToken = Reason(authn.ReasonClientUATWithoutSessionToken)
	// ReasonSessionTokenWithoutClientUAT: the request has a session token, and the cookies say that nobody is signed in.
	ReasonSessionTokenWithoutClientUAT = Reason(authn.ReasonSessionTokenWithoutClientUAT)
	// ReasonSessionTokenIATBeforeClientUAT: the session token is older than the browser's last sign-in or sign-out.
	ReasonSessionTokenIATBeforeClientUAT = Reason(authn.ReasonSessionTokenIATBeforeUAT)
	// ReasonSessionTokenMissing: a handshake brought no session: nobody is signed in.
	ReasonSessionTokenMissing = Reason(authn.ReasonSessionTokenMissing)
	// ReasonSessionTokenNBF: the session token is not valid yet, so a clock is wrong.
	ReasonSessionTokenNBF = Reason(authn.ReasonSessionTokenNotBefore)
	// ReasonSessionTokenIATInTheFuture: the session token was issued in the future, so a clock is wrong.
	ReasonSessionTokenIATInTheFuture = Reason(authn.ReasonSessionTokenIATInTheFuture)
	// ReasonActiveOrganizationMismatch: the page's URL names an organization that is not active.
	ReasonActiveOrganizationMismatch = Reason(authn.ReasonActiveOrganizationMismatch)
	// ReasonPrimaryDomainCrossOriginSync: a link on another site led to the page, which may be a satellite that has just signed somebody in or out.
	ReasonPrimaryDomainCrossOriginSync = Reason(authn.ReasonPrimaryDomainCrossOriginSync)
	// ReasonSatelliteNeedsSyncing: the satellite has yet to learn of the session at the primary.
	ReasonSatelliteNeedsSyncing = Reason(authn.ReasonSatelliteNeedsSyncing)
	// ReasonPrimaryRespondsToSyncing: in development, a satellite asks the primary for the dev browser.
	ReasonPrimaryRespondsToSyncing = Reason(authn.ReasonPrimaryRespondsToSyncing)
	// ReasonDevBrowserMissing: in development, the dev browser's cookie is missing.
	ReasonDevBrowserMissing = Reason(authn.ReasonDevBrowserMissing)
	// ReasonDevBrowserSync: in development, the URL brings a dev browser.
	ReasonDevBrowserSync = Reason(authn.ReasonDevBrowserSync)
)

// Reasons of a request whose session token ran out and was not renewed, see
// [Reason.Expired]. The session may go on: the browser gets another token.
const (
	// ReasonRefreshNonEligibleNoCookie: the session token ran out, and the browser has no refresh token.
	ReasonRefreshNonEligibleNoCookie = Reason(authn.ReasonRefreshNonEligibleNoCookie)
	// ReasonRefreshNonEligibleNonGET: the session token ran out, and it is renewed for GET requests only.
	ReasonRefreshNonEligibleNonGET = Reason(authn.ReasonRefreshNonEligibleNonGET)
	// ReasonRefreshExpiredSessionTokenDecodeFailed: the token in the Authorization header ran out, and the one in the cookie cannot be decoded.
	ReasonRefreshExpiredSessionTokenDecodeFailed = Reason(authn.ReasonRefreshExpiredSessionTokenDecodeFailed)
	// ReasonRefreshExpiredSessionTokenMissingSIDClaim: the session token ran out, and it names no session.
	ReasonRefreshExpiredSessionTokenMissingSIDClaim = Reason(authn.ReasonRefreshExpiredSessionTokenMissingSIDClaim)
	// ReasonRefreshFetchError: the session token ran out, and Clerk answered unexpected_error.
	ReasonRefreshFetchError = Reason(authn.ReasonRefreshFetchError)
	// ReasonRefreshUnexpectedBAPIError: the session token ran out, and Clerk could not be reached, was not asked or gave no error code.
	ReasonRefreshUnexpectedBAPIError = Reason(authn.ReasonRefreshUnexpectedBAPIError)
	// ReasonRefreshUnexpectedSDKError: the session token ran out, and Clerk answered without cookies.
	ReasonRefreshUnexpectedSDKError = Reason(authn.ReasonRefreshUnexpectedSDKError)
	// ReasonRefreshInvalidSessionToken: the session token ran out, and the one that Clerk gave out is refused.
	ReasonRefreshInvalidSessionToken = Reason(authn.ReasonRefreshInvalidSessionToken)
)

// Reasons of a token that is refused. A fresh token would be refused too, unless the
// reason is that this one ran out or is not valid yet.
const (
	// ReasonTokenExpired: the token that [Kit.VerifyToken] was given ran out, or its session was revoked.
	ReasonTokenExpired = Reason(authn.ReasonTokenExpired)
	// ReasonTokenNotActiveYet: the token that [Kit.VerifyToken] was given is not valid yet, so a clock is wrong.
	ReasonTokenNotActiveYet = Reason(authn.ReasonTokenNotActiveYet)
	// ReasonTokenIATInTheFuture: the token that [Kit.VerifyToken] was given was issued in the future, so a clock is wrong.
	ReasonTokenIATInTheFuture = Reason(authn.ReasonTokenIATInTheFuture)
	// ReasonTokenInvalid: the token is malformed, or Clerk does not know it.
	ReasonTokenInvalid = Reason(authn.ReasonTokenInvalid)
	// ReasonTokenInvalidAlgorithm: the token is not signed with RS256.
	ReasonTokenInvalidAlgorithm = Reason(authn.ReasonTokenInvalidAlgorithm)
	// ReasonTokenInvalidSignature: the token is not signed by this Clerk instance.
	ReasonTokenInvalidSignature = Reason(authn.ReasonTokenInvalidSignature)
	// ReasonTokenInvalidAuthorizedParties: the token's azp is not one of [Config].AuthorizedParties.
	ReasonTokenInvalidAuthorizedParties = Reason(authn.ReasonTokenInvalidAuthorizedParties)
	// ReasonTokenInvalidIssuer: the token's iss is not one of [Config].Issuers.
	ReasonTokenInvalidIssuer = Reason(authn.ReasonTokenInvalidIssuer)
	// ReasonTokenVerificationFailed: another claim of the token is missing or wrong, such as aud; of a machine token, any claim.
	ReasonTokenVerificationFailed = Reason(authn.ReasonTokenVerificationFailed)
	// ReasonTokenTypeMismatch: the token is of a type that is not accepted here, such as an API key on a route for people.
	ReasonTokenTypeMismatch = Reason(authn.ReasonTokenTypeMismatch)
	// ReasonNoTokenInHeader: the route is for machines, and the request has no token in its Authorization header.
	ReasonNoTokenInHeader Reason = "No token in header"
	// ReasonJWKKidMismatch: the token names a key that is not one of this Clerk instance.
	ReasonJWKKidMismatch = Reason(authn.ReasonJWKKidMismatch)
)

// Reasons that say nothing about the request. A guarded route answers 503. For
// ReasonUnexpectedError it answers 401 if Clerk refused to verify the machine token.
const (
	// ReasonJWKRemoteFailedToLoad: Clerk's keys are unavailable.
	ReasonJWKRemoteFailedToLoad = Reason(authn.ReasonJWKRemoteFailedToLoad)
	// ReasonSecretKeyInvalid: Clerk refuses [Config].SecretKey, or there is none to ask about a machine token with.
	ReasonSecretKeyInvalid = Reason(authn.ReasonSecretKeyInvalid)
	// ReasonUnexpectedError: Clerk did not say whether a machine token is good.
	ReasonUnexpectedError = Reason(authn.ReasonUnexpectedError)
)

// Expired reports whether the session token ran out and was not renewed, in any of Clerk's
// spellings of this reason. If so, a fresh token may help.
func (r Reason) Expired() bool { return authn.Reason(r).Expired() }
