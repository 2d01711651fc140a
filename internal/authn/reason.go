package authn

import "strings"

// Reason tells why a request is not signed in, in the words of Clerk's SDKs
// (AuthErrorReason and TokenVerificationErrorReason). It is stable, fit for logs,
// and sent in the x-clerk-auth-reason header. The reason of a signed-in request
// is empty.
type Reason string

// Why the cookies, or the lack of them, settle nothing.
const (
	ReasonClientUATWithoutSessionToken  Reason = "client-uat-but-no-session-token"
	ReasonSessionTokenWithoutClientUAT  Reason = "session-token-but-no-client-uat"
	ReasonSessionTokenIATBeforeUAT      Reason = "session-token-iat-before-client-uat"
	ReasonSessionTokenAndUATMissing     Reason = "session-token-and-uat-missing"
	ReasonSessionTokenMissing           Reason = "session-token-missing"
	ReasonSessionTokenExpired           Reason = "session-token-expired"
	ReasonSessionTokenNotBefore         Reason = "session-token-nbf"
	ReasonSessionTokenIATInTheFuture    Reason = "session-token-iat-in-the-future"
	ReasonDevBrowserMissing             Reason = "dev-browser-missing"
	ReasonDevBrowserSync                Reason = "dev-browser-sync"
	ReasonPrimaryRespondsToSyncing      Reason = "primary-responds-to-syncing"
	ReasonPrimaryDomainCrossOriginSync  Reason = "primary-domain-cross-origin-sync"
	ReasonSatelliteNeedsSyncing         Reason = "satellite-needs-syncing"
	ReasonActiveOrganizationMismatch    Reason = "active-organization-mismatch"
	ReasonTokenTypeMismatch             Reason = "token-type-mismatch"
	ReasonUnexpectedError               Reason = "unexpected-error"
	reasonSessionTokenExpiredRefreshing        = ReasonSessionTokenExpired + "-refresh-"
)

// Why a session token that ran out was not renewed (RefreshTokenErrorReason). Instead of
// these endings there can be Clerk's own error code or, without a Backend,
// missing-api-client.
const (
	ReasonRefreshNonEligibleNonGET                  = reasonSessionTokenExpiredRefreshing + refreshNonGet
	ReasonRefreshNonEligibleNoCookie                = reasonSessionTokenExpiredRefreshing + refreshNoCookie
	ReasonRefreshExpiredSessionTokenDecodeFailed    = reasonSessionTokenExpiredRefreshing + refreshDecodeFailed
	ReasonRefreshExpiredSessionTokenMissingSIDClaim = reasonSessionTokenExpiredRefreshing + refreshNoSessionID
	ReasonRefreshFetchError                         = reasonSessionTokenExpiredRefreshing + refreshFetchError
	ReasonRefreshUnexpectedBAPIError                = reasonSessionTokenExpiredRefreshing + refreshUnexpectedReply
	ReasonRefreshUnexpectedSDKError                 = reasonSessionTokenExpiredRefreshing + refreshNoCookies
	ReasonRefreshInvalidSessionToken                = reasonSessionTokenExpiredRefreshing + refreshInvalidToken
)

// Why a token is refused.
const (
	ReasonTokenExpired                  Reason = "token-expired"
	ReasonTokenInvalid                  Reason = "token-invalid"
	ReasonTokenInvalidAlgorithm         Reason = "token-invalid-algorithm"
	ReasonTokenInvalidAuthorizedParties Reason = "token-invalid-authorized-parties"
	ReasonTokenInvalidIssuer            Reason = "token-invalid-issuer"
	ReasonTokenInvalidSignature         Reason = "token-invalid-signature"
	ReasonTokenNotActiveYet             Reason = "token-not-active-yet"
	ReasonTokenIATInTheFuture           Reason = "token-iat-in-the-future"
	ReasonTokenVerificationFailed       Reason = "token-verification-failed"
	ReasonSecretKeyInvalid              Reason = "secret-key-invalid"
	ReasonJWKRemoteFailedToLoad         Reason = "jwk-remote-failed-to-load"
	ReasonJWKFailedToResolve            Reason = "jwk-failed-to-resolve"
	ReasonJWKKidMismatch                Reason = "jwk-kid-mismatch"
)

// Expired reports whether the session token ran out and was not renewed. The
// reason of a request also says why not: "session-token-expired-refresh-…".
func (r Reason) Expired() bool {
	return r == ReasonTokenExpired || r == ReasonSessionTokenExpired ||
		strings.HasPrefix(string(r), string(reasonSessionTokenExpiredRefreshing))
}
