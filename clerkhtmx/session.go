package clerkhtmx

import (
	"context"
	"errors"
	"fmt"

	"github.com/clerk-htmx/kit/internal/authn"
)

// RevokeSession ends a session at Clerk, wherever it is used. Elsewhere, tokens that
// it gave out stay good until they expire, for up to 60 s; this process refuses them
// from now on, also when Clerk cannot be reached, which is the error. So is an answer
// that does not say that the session has ended, and an id that is not one of Clerk's.
func (k *Kit) RevokeSession(ctx context.Context, sessionID string) error {
	if !authn.IsID(sessionID) {
		return errors.New("clerkhtmx: revoke session: not the id of a session")
	}
	k.auth.Revoke(sessionID)
	if err := k.api.RevokeSession(ctx, sessionID); err != nil {
		return fmt.Errorf("clerkhtmx: revoke session: %w", err)
	}
	return nil
}
