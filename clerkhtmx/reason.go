package clerkhtmx

// Reason is why a request is signed out: the AuthErrorReason and
// TokenVerificationErrorReason strings of Clerk's SDKs, stable and fit for logs.
// It travels to the browser in the x-clerk-auth-reason header.
type Reason string

// Reasons that applications branch on. The whole vocabulary is in
// docs/authentication.md.
const (
	// ReasonNoSession: neither a session token nor a client; plainly signed out.
	ReasonNoSession Reason = "session-token-and-uat-missing"
	// ReasonSessionPending: the session has tasks to do before it counts.
	ReasonSessionPending Reason = "session-pending"
	// ReasonTokenExpired: the token ran out and could not be renewed.
	ReasonTokenExpired Reason = "token-expired"
	// ReasonInvalidSignature: the token is not this instance's.
	ReasonInvalidSignature Reason = "token-invalid-signature"
	// ReasonTokenTypeMismatch: the token is of a type that is not accepted here,
	// such as an API key on a route for people.
	ReasonTokenTypeMismatch Reason = "token-type-mismatch"
	// ReasonTokenInvalid: the token is malformed, or Clerk does not know it.
	ReasonTokenInvalid Reason = "token-invalid"
	// ReasonAuthorizedParties: azp is not one of [Config].AuthorizedParties.
	ReasonAuthorizedParties Reason = "token-invalid-authorized-parties"
	// ReasonKeysUnavailable: Clerk's keys could not be fetched.
	ReasonKeysUnavailable Reason = "jwk-remote-failed-to-load"
)
