package clerkhtmx

import (
	"context"
	"errors"
	"fmt"

	"github.com/clerk-htmx/kit/internal/authn"
)

// ErrKeysUnavailable is wrapped by the error of [Kit.VerifyToken] when the keys that
// verify tokens are unavailable. It says nothing about the token: verify it again later.
var ErrKeysUnavailable = errors.New("clerkhtmx: Clerk's keys are unavailable")

// TokenVerificationError is the error of [Kit.VerifyToken]. It holds no part of the
// token.
type TokenVerificationError struct {
	// Reason is why the token is refused.
	Reason Reason
	// Err is the cause, nil if Reason tells all.
	Err error

	message string
}

func (e *TokenVerificationError) Error() string {
	text := "clerkhtmx: verify token: " + string(e.Reason)
	switch {
	case e.Err != nil:
		text += ": " + e.Err.Error()
	case e.message != "":
		text += ": " + e.message
	}
	return text
}

// Unwrap returns the cause.
func (e *TokenVerificationError) Unwrap() error { return e.Err }

// VerifyToken verifies one session token that came without an HTTP request, as in the
// metadata of gRPC, a message of a queue or the first message of a WebSocket. It checks
// what [Kit.Middleware] checks of a Bearer token: form, signature, claims, times and
// revocation. A pending session is refused unless [Config].TreatPendingAsSignedIn is
// set, and so is the token of a machine. Nothing renews a token that ran out: the sender
// has to get another one.
//
// An error is a [*TokenVerificationError], which wraps [ErrKeysUnavailable] in an outage;
// the Auth is then the zero value. VerifyToken calls Clerk only to fetch keys, and waits
// no longer than ctx. [Metrics] counts the verification, but no request and no refusal.
func (k *Kit) VerifyToken(ctx context.Context, token string) (Auth, error) {
	state := k.auth.VerifyToken(ctx, token)
	k.countVerification(&state)
	ra := k.newRequestAuth(&state, authn.MachineToken{})
	if ra.claims == nil {
		return Auth{}, newTokenVerificationError(ra.state.reason, &state)
	}
	return ra.auth().own(), nil
}

func newTokenVerificationError(reason Reason, state *authn.State) *TokenVerificationError {
	e := &TokenVerificationError{Reason: reason, Err: state.Cause, message: state.Message}
	if state.KeysUnavailable {
		e.Err = fmt.Errorf("%w: %w", ErrKeysUnavailable, state.Cause)
	}
	return e
}
