package clerkapi

import (
	"context"

	"github.com/clerk/clerk-sdk-go/v2/session"
)

// RevokeSession ends a session. It returns an error if Clerk's answer does not say that the
// session has ended.
func (a *API) RevokeSession(ctx context.Context, id string) error {
	ctx, cancel, err := a.prepare(ctx, id)
	if err != nil {
		return err
	}
	defer cancel()
	sessions := &session.Client{Backend: a.backend}
	revoked, err := sessions.Revoke(ctx, &session.RevokeParams{ID: id})
	if err != nil {
		return documented(err)
	}
	if revoked.ID != id || !hasEnded(revoked.Status) {
		return errUnexpectedAnswer
	}
	return nil
}

// hasEnded reports whether a session with this status has ended. Clerk makes tokens only for
// active and pending sessions.
func hasEnded(status string) bool { return status != "" && status != "active" && status != "pending" }
