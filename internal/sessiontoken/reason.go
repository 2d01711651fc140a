package sessiontoken

// Reason tells why a token is refused, in the words of Clerk's SDKs
// (TokenVerificationErrorReason). The reasons of requests are those of package authn,
// which has these among them.
type Reason string

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
