package clerkhtmx

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/statecookie"
)

func stateOf(i Identity, seq uint64) statecookie.State {
	return statecookie.State{SessionID: i.SessionID, UserID: i.UserID, OrgID: i.OrgID, Seq: seq}
}

func TestTransition(t *testing.T) {
	t.Parallel()
	var (
		nobody   = Identity{}
		ada      = Identity{UserID: "user_ada", SessionID: "sess_1"}
		adaAcme  = Identity{UserID: "user_ada", SessionID: "sess_1", OrgID: "org_acme"}
		adaAgain = Identity{UserID: "user_ada", SessionID: "sess_2"}
		bob      = Identity{UserID: "user_bob", SessionID: "sess_3"}
	)
	tests := []struct {
		name     string
		previous statecookie.State
		current  Identity
		want     Event
	}{
		{"a first session is a sign-in", statecookie.State{}, adaAcme,
			Event{ID: "sign-in:sess_1", Type: EventSignIn, Identity: adaAcme}},
		{"a session that is gone is a sign-out of its user", stateOf(adaAcme, 4), nobody,
			Event{ID: "sign-out:sess_1", Type: EventSignOut, Identity: adaAcme, Previous: adaAcme}},
		{"another user is a session change", stateOf(ada, 4), bob,
			Event{ID: "session-change:sess_3:sess_1:5", Type: EventSessionChange, Identity: bob, Previous: ada}},
		{"another session of the same user is a session change", stateOf(ada, 1), adaAgain,
			Event{ID: "session-change:sess_2:sess_1:2", Type: EventSessionChange, Identity: adaAgain, Previous: ada}},
		{"another organization of the same session is an organization change", stateOf(ada, 1), adaAcme,
			Event{ID: "organization-change:sess_1:org_acme:2", Type: EventOrganizationChange, Identity: adaAcme, Previous: ada}},
		{"back to the personal account is an organization change", stateOf(adaAcme, 2), ada,
			Event{ID: "organization-change:sess_1::3", Type: EventOrganizationChange, Identity: ada, Previous: adaAcme}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			event, next := transition(tt.previous, tt.current)
			assert.Equal(t, tt.want, event)
			assert.Equal(t, tt.current, identityOf(next))
			assert.Equal(t, tt.previous.Seq+1, next.Seq)
		})
	}
}
