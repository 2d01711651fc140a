package authn

// tokenError is a refusal of a token. Its texts are constant: they reach the
// client, and what the token says does not belong there.
type tokenError struct {
	reason Reason
	text   string
	cause  error // from a KeySource, else nil
}

func (e *tokenError) Error() string { return "authn: " + e.text }

// Unwrap returns the error of the [KeySource].
func (e *tokenError) Unwrap() error { return e.cause }

// message is what a developer gets to see of the refusal.
func (e *tokenError) message(carrier Carrier) string {
	return e.text + " (reason=" + string(e.reason) + ", token-carrier=" + string(carrier) + ")"
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
	errTokenTooLong  = &tokenError{reason: ReasonTokenInvalid, text: "The token is too long."}
	errTokenParts    = &tokenError{reason: ReasonTokenInvalid, text: "The token does not have the three parts of a JWT."}
	errTokenEncoding = &tokenError{reason: ReasonTokenInvalid, text: "The token is not encoded in base64url."}
	errTokenJSON     = &tokenError{reason: ReasonTokenInvalid, text: "The token's header or payload is not a valid JSON object."}
	errTokenCategory = &tokenError{reason: ReasonTokenInvalid, text: "The token is not a session token."}
	errTokenType     = &tokenError{reason: ReasonTokenInvalid, text: "The token's typ is not JWT."}
	errTokenCritical = &tokenError{reason: ReasonTokenInvalid, text: "The token demands extensions that are not supported."}
	errAlgorithm     = &tokenError{reason: ReasonTokenInvalidAlgorithm, text: "The token is not signed with RS256."}
	errSignature     = &tokenError{reason: ReasonTokenInvalidSignature, text: "The token's signature is not this Clerk instance's."}
	errSubject       = &tokenError{reason: ReasonTokenVerificationFailed, text: "The token's sub is missing or no string."}
	errAudience      = &tokenError{reason: ReasonTokenVerificationFailed, text: "The token's aud is not one of the expected audiences."}
	errParty         = &tokenError{reason: ReasonTokenInvalidAuthorizedParties, text: "The token's azp is not one of the authorized parties."}
	errNoExpiry      = &tokenError{reason: ReasonTokenVerificationFailed, text: "The token's exp is missing or no time."}
	errNotBefore     = &tokenError{reason: ReasonTokenVerificationFailed, text: "The token's nbf is no time."}
	errIssuedAt      = &tokenError{reason: ReasonTokenVerificationFailed, text: "The token's iat is no time."}
	errExpired       = &tokenError{reason: ReasonTokenExpired, text: "The token has expired."}
	errNotActiveYet  = &tokenError{reason: ReasonTokenNotActiveYet, text: "The token is not valid yet; check this machine's clock."}
	errFuture        = &tokenError{reason: ReasonTokenIATInTheFuture, text: "The token was issued in the future; check this machine's clock."}
)
