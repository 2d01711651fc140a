package clerkhtmx

import (
	"context"
	"errors"
	"fmt"

	"github.com/clerk/clerk-sdk-go/v2/session"
)

// RevokeSession ends a session at Clerk, wherever it is used. Elsewhere, tokens that
// it gave out stay good until they expire, for up to 60 s; this process refuses them
// from now on, also when Clerk cannot be reached, which is the error.
func (k *Kit) RevokeSession(ctx context.Context, sessionID string) error {
	if sessionID == "" {
		return errors.New("clerkhtmx: revoke session: no session id")
	}
	k.auth.Revoke(sessionID)
	sessions := &session.Client{Backend: k.backend}
	if _, err := sessions.Revoke(ctx, &session.RevokeParams{ID: sessionID}); err != nil {
		return fmt.Errorf("clerkhtmx: revoke session: %w", err)
	}
	return nil
}
