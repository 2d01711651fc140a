package authn

import (
	"strings"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// Reason tells why a request is not signed in, in the words of Clerk's SDKs
// (AuthErrorReason and TokenVerificationErrorReason). The latter are also a type of their
// own, [sessiontoken.Reason]: a token knows nothing of requests. It is stable, fit for logs,
// and sent in the x-clerk-auth-reason header. The reason of a signed-in request
// is empty.
type Reason string

// Reasons why the cookies, or the lack of them, do not settle the verdict.
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

// Reasons why an expired session token was not renewed (RefreshTokenErrorReason). Such a reason
// can also end in Clerk's own error code or, without a Backend, in missing-api-client.
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
	ReasonTokenExpired                  = Reason(sessiontoken.ReasonTokenExpired)
	ReasonTokenInvalid                  = Reason(sessiontoken.ReasonTokenInvalid)
	ReasonTokenInvalidAlgorithm         = Reason(sessiontoken.ReasonTokenInvalidAlgorithm)
	ReasonTokenInvalidAuthorizedParties = Reason(sessiontoken.ReasonTokenInvalidAuthorizedParties)
	ReasonTokenInvalidIssuer            = Reason(sessiontoken.ReasonTokenInvalidIssuer)
	ReasonTokenInvalidSignature         = Reason(sessiontoken.ReasonTokenInvalidSignature)
	ReasonTokenNotActiveYet             = Reason(sessiontoken.ReasonTokenNotActiveYet)
	ReasonTokenIATInTheFuture           = Reason(sessiontoken.ReasonTokenIATInTheFuture)
	ReasonTokenVerificationFailed       = Reason(sessiontoken.ReasonTokenVerificationFailed)
	ReasonSecretKeyInvalid              = Reason(sessiontoken.ReasonSecretKeyInvalid)
	ReasonJWKRemoteFailedToLoad         = Reason(sessiontoken.ReasonJWKRemoteFailedToLoad)
	ReasonJWKFailedToResolve            = Reason(sessiontoken.ReasonJWKFailedToResolve)
	ReasonJWKKidMismatch                = Reason(sessiontoken.ReasonJWKKidMismatch)
)

// Expired reports whether the session token ran out and was not renewed. The reason of a
// request, "session-token-expired-refresh-…", also says why it was not renewed.
func (r Reason) Expired() bool {
	return r == ReasonTokenExpired || r == ReasonSessionTokenExpired ||
		strings.HasPrefix(string(r), string(reasonSessionTokenExpiredRefreshing))
}
