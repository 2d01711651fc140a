package clerkhtmx

import (
	"context"
	"errors"
	"fmt"

	"github.com/clerk-htmx/kit/internal/authn"
)

// RevokeSession ends a session at Clerk, wherever it is used. Elsewhere, tokens that
// it gave out stay good until they expire, for up to 60 s; this process refuses them
// from now on, even if the call fails. RevokeSession returns an error if the call fails or
// Clerk does not answer that the session has ended. It also returns one, and refuses
// nothing, if sessionID cannot be an id of Clerk's.
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
