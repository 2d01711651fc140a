package sessiontoken

// Error is a refusal of a token. Its texts are constant: they reach the client, and what
// the token says does not belong there.
type Error struct {
	// Reason is for programs.
	Reason Reason
	// Text is for developers: a sentence.
	Text string
	// Cause is the error of the [KeySource], else nil.
	Cause error

	// Made beforehand, as refusing must cost nothing.
	inHeader, inCookie string
}

// NewError makes an Error. Make it once, as a variable.
func NewError(reason Reason, text string) *Error {
	message := func(carrier string) string {
		return text + " (reason=" + string(reason) + ", token-carrier=" + carrier + ")"
	}
	return &Error{Reason: reason, Text: text, inHeader: message("header"), inCookie: message("cookie")}
}

// because returns e with the error of a [KeySource] as its cause.
func (e *Error) because(cause error) *Error {
	caused := *e
	caused.Cause = cause
	return &caused
}

// Error implements error.
func (e *Error) Error() string { return "sessiontoken: " + e.Text }

// Unwrap returns Cause.
func (e *Error) Unwrap() error { return e.Cause }

// MessageInHeader is what a developer gets to see of the refusal of a token from the
// Authorization header.
func (e *Error) MessageInHeader() string { return e.inHeader }

// MessageInCookie is what a developer gets to see of the refusal of a token from a
// cookie.
func (e *Error) MessageInCookie() string { return e.inCookie }

// Unsettled reports whether time alone made the token bad, so that there may be a fresh
// one.
func (e *Error) Unsettled() bool {
	switch e.Reason {
	case ReasonTokenExpired, ReasonTokenNotActiveYet, ReasonTokenIATInTheFuture:
		return true
	default:
		return false
	}
}

// KeysUnavailable reports whether e is about the keys and not about the token.
func (e *Error) KeysUnavailable() bool {
	switch e.Reason {
	case ReasonSecretKeyInvalid, ReasonJWKRemoteFailedToLoad, ReasonJWKFailedToResolve:
		return true
	default:
		return false
	}
}

var (
	errTokenTooLong  = NewError(ReasonTokenInvalid, "The token is too long.")
	errTokenParts    = NewError(ReasonTokenInvalid, "The token does not have the three parts of a JWT.")
	errTokenEncoding = NewError(ReasonTokenInvalid, "The token is not encoded in base64url.")
	errTokenJSON     = NewError(ReasonTokenInvalid, "The token's header or payload is not a valid JSON object.")
	errTokenCategory = NewError(ReasonTokenInvalid, "The token is not a session token.")
	errTokenType     = NewError(ReasonTokenInvalid, "The token's typ is not the expected one.")
	errTokenCritical = NewError(ReasonTokenInvalid, "The token demands extensions that are not supported.")
	errAlgorithm     = NewError(ReasonTokenInvalidAlgorithm, "The token is not signed with RS256.")
	errSignature     = NewError(ReasonTokenInvalidSignature, "The token's signature is not this Clerk instance's.")
	errSubject       = NewError(ReasonTokenVerificationFailed, "The token's sub is missing or not a string.")
	errAudience      = NewError(ReasonTokenVerificationFailed, "The token's aud is not one of the expected audiences.")
	errParty         = NewError(ReasonTokenInvalidAuthorizedParties, "The token's azp is not one of the authorized parties.")
	errIssuer        = NewError(ReasonTokenInvalidIssuer, "The token's iss is not one of the expected issuers.")
	errNoExpiry      = NewError(ReasonTokenVerificationFailed, "The token's exp is missing or not a time.")
	errNotBefore     = NewError(ReasonTokenVerificationFailed, "The token's nbf is not a time.")
	errIssuedAt      = NewError(ReasonTokenVerificationFailed, "The token's iat is not a time.")
	errExpired       = NewError(ReasonTokenExpired, "The token has expired.")
	errRevoked       = NewError(ReasonTokenExpired, "The token's session was revoked.")
	errNotActiveYet  = NewError(ReasonTokenNotActiveYet, "The token is not valid yet; check this machine's clock.")
	errFuture        = NewError(ReasonTokenIATInTheFuture, "The token was issued in the future; check this machine's clock.")

	errNoKey           = NewError(ReasonJWKFailedToResolve, "No key is configured.")
	errSecretKey       = NewError(ReasonSecretKeyInvalid, "Clerk refuses the secret key.")
	errKeysUnavailable = NewError(ReasonJWKRemoteFailedToLoad, "Clerk's keys could not be loaded.")
	errKid             = NewError(ReasonJWKKidMismatch, "No key of this Clerk instance matches the token's kid.")
	errKeySource       = NewError(ReasonJWKFailedToResolve, "The token's key could not be resolved.")
)
