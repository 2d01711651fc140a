package clerkhtmx

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Auth is what is known of the person behind a request, or of the machine on a
// route that lets machines in, see [APIKey]. It is a plain value: the zero Auth is
// signed out, so forgetting a check fails closed.
type Auth struct {
	// TokenType tells people from machines. Empty when signed out; in an Auth made
	// for a test, empty is [TokenTypeSession].
	TokenType TokenType
	// UserID is Clerk's id of the user ("user_…"), empty when signed out. For a
	// machine, it is the user that its token stands for, if it is one's; OrgID
	// likewise.
	UserID string
	// SessionID is Clerk's id of the session ("sess_…").
	SessionID string
	// SessionStatus is "active" or "pending". It is kept for a pending session
	// that counts as signed out, so that a page can lead on to its tasks.
	SessionStatus string
	// OrgID, OrgSlug and OrgRole describe the session's active organization;
	// empty for a personal account. Roles have the form "org:admin".
	OrgID, OrgSlug, OrgRole string
	// OrgPermissions are the custom permissions in the active organization, as
	// "org:invoices:create". Clerk puts no system permission into tokens.
	OrgPermissions []string
	// Features and Plans are what the user ("u:") and the active organization
	// ("o:") subscribed to, as "o:dashboard".
	Features, Plans []string
	// FactorVerificationAge tells how many minutes ago the first and the second
	// factor were verified, -1 for never. Nil when the token does not say.
	FactorVerificationAge *[2]int
	// Actor is who really acts when the session is impersonated, else nil.
	Actor *Actor
	// ExpiresAt is when the token runs out; the session may go on with another token. Use it
	// to end a connection, such as a WebSocket, that must not outlive the token. Zero when
	// signed out, and for a machine token that does not run out.
	ExpiresAt time.Time
	// Machine is what a machine token says, zero for people.
	Machine Machine

	reason Reason
	stale  bool
	raw    json.RawMessage
}

// Actor is the act claim of an impersonated session.
type Actor struct {
	// UserID is the impersonator's id.
	UserID string
	// SessionID is the impersonator's session, empty if the token does not say.
	SessionID string
}

// SignedIn reports whether there is a user. A pending session counts only with
// [Config].TreatPendingAsSignedIn; a machine never does, whoever it works for.
func (a Auth) SignedIn() bool { return a.UserID != "" && !a.TokenType.isMachine() }

// Reason tells why the request is signed out, in Clerk's vocabulary; empty when
// it is signed in.
func (a Auth) Reason() Reason { return a.reason }

// Stale reports whether the cookies could not settle who this is, as when the
// 60 s token ran out: signed out as far as this request goes, though the browser
// probably holds a live session. A document request is sent through Clerk's
// handshake instead, so only fragments, form posts and API calls are ever stale.
func (a Auth) Stale() bool { return a.stale }

// Has reports whether the request meets every requirement. It is false when
// nothing is asked, and for a signed-out request unless only [SignedOut] is.
func (a Auth) Has(requirements ...Requirement) bool {
	met, err := a.meets(context.Background(), requirements)
	return len(requirements) > 0 && met && err == nil
}

func (a Auth) meets(ctx context.Context, requirements []Requirement) (bool, error) {
	for _, r := range requirements {
		if met, err := r.met(ctx, a); !met || err != nil {
			return false, err
		}
	}
	return true, nil
}

// own returns an Auth with lists of its own, for code of the application, which may change
// what it gets.
func (a Auth) own() Auth {
	a.OrgPermissions, a.Features, a.Plans = slices.Clone(a.OrgPermissions), slices.Clone(a.Features), slices.Clone(a.Plans)
	a.Machine.Scopes = slices.Clone(a.Machine.Scopes)
	return a
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
