package authn

// tokenError is a refusal of a token. Its texts are constant: they reach the
// client, and what the token says does not belong there.
type tokenError struct {
	reason Reason
	text   string
	cause  error // from a KeySource, else nil

	// What a developer gets to see of the refusal, by carrier. Made beforehand, as
	// refusing must cost nothing.
	inHeader, inCookie string
}

func newTokenError(reason Reason, text string) *tokenError {
	message := func(carrier Carrier) string {
		return text + " (reason=" + string(reason) + ", token-carrier=" + string(carrier) + ")"
	}
	return &tokenError{reason: reason, text: text, inHeader: message(CarrierHeader), inCookie: message(CarrierCookie)}
}

// because returns e with the error of a [KeySource] as its cause.
func (e *tokenError) because(cause error) *tokenError {
	caused := *e
	caused.cause = cause
	return &caused
}

func (e *tokenError) Error() string { return "authn: " + e.text }

// Unwrap returns the error of the [KeySource].
func (e *tokenError) Unwrap() error { return e.cause }

func (e *tokenError) message(carrier Carrier) string {
	if carrier == CarrierHeader {
		return e.inHeader
	}
	return e.inCookie
}

// unsettled: time alone made the token bad, so there may be a fresh one.
func (e *tokenError) unsettled() bool {
	switch e.reason {
	case ReasonTokenExpired, ReasonTokenNotActiveYet, ReasonTokenIATInTheFuture:
		return true
	default:
		return false
	}
}

var (
	errTokenTooLong  = newTokenError(ReasonTokenInvalid, "The token is too long.")
	errTokenParts    = newTokenError(ReasonTokenInvalid, "The token does not have the three parts of a JWT.")
	errTokenEncoding = newTokenError(ReasonTokenInvalid, "The token is not encoded in base64url.")
	errTokenJSON     = newTokenError(ReasonTokenInvalid, "The token's header or payload is not a valid JSON object.")
	errTokenCategory = newTokenError(ReasonTokenInvalid, "The token is not a session token.")
	errTokenType     = newTokenError(ReasonTokenInvalid, "The token's typ is not the expected one.")
	errTokenCritical = newTokenError(ReasonTokenInvalid, "The token demands extensions that are not supported.")
	errAlgorithm     = newTokenError(ReasonTokenInvalidAlgorithm, "The token is not signed with RS256.")
	errSignature     = newTokenError(ReasonTokenInvalidSignature, "The token's signature is not this Clerk instance's.")
	errSubject       = newTokenError(ReasonTokenVerificationFailed, "The token's sub is missing or no string.")
	errAudience      = newTokenError(ReasonTokenVerificationFailed, "The token's aud is not one of the expected audiences.")
	errParty         = newTokenError(ReasonTokenInvalidAuthorizedParties, "The token's azp is not one of the authorized parties.")
	errIssuer        = newTokenError(ReasonTokenInvalidIssuer, "The token's iss is not one of the expected issuers.")
	errNoExpiry      = newTokenError(ReasonTokenVerificationFailed, "The token's exp is missing or no time.")
	errNotBefore     = newTokenError(ReasonTokenVerificationFailed, "The token's nbf is no time.")
	errIssuedAt      = newTokenError(ReasonTokenVerificationFailed, "The token's iat is no time.")
	errExpired       = newTokenError(ReasonTokenExpired, "The token has expired.")
	errRevoked       = newTokenError(ReasonTokenExpired, "The token's session was revoked.")
	errNotActiveYet  = newTokenError(ReasonTokenNotActiveYet, "The token is not valid yet; check this machine's clock.")
	errFuture        = newTokenError(ReasonTokenIATInTheFuture, "The token was issued in the future; check this machine's clock.")

	errNoKey           = newTokenError(ReasonJWKFailedToResolve, "No key is configured.")
	errSecretKey       = newTokenError(ReasonSecretKeyInvalid, "Clerk refuses the secret key.")
	errKeysUnavailable = newTokenError(ReasonJWKRemoteFailedToLoad, "Clerk's keys could not be loaded.")
	errKid             = newTokenError(ReasonJWKKidMismatch, "No key of this Clerk instance matches the token's kid.")
	errKeySource       = newTokenError(ReasonJWKFailedToResolve, "The token's key could not be resolved.")
)
