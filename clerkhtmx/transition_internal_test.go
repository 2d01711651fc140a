package clerkhtmx

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// httpsSite is an application at the top of its host.
var httpsSite = site{scheme: schemeHTTPS}

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
		previous browserState
		current  Identity
		want     Event
	}{
		{"a first session is a sign-in", browserState{}, adaAcme,
			Event{ID: "sign-in:sess_1", Type: EventSignIn, Identity: adaAcme}},
		{"a vanished session is a sign-out of who was there", browserState{Identity: adaAcme, seq: 4}, nobody,
			Event{ID: "sign-out:sess_1", Type: EventSignOut, Identity: adaAcme, Previous: adaAcme}},
		{"another user is a session change", browserState{Identity: ada, seq: 4}, bob,
			Event{ID: "session-change:sess_3:sess_1:5", Type: EventSessionChange, Identity: bob, Previous: ada}},
		{"another session of the same user is a session change", browserState{Identity: ada, seq: 1}, adaAgain,
			Event{ID: "session-change:sess_2:sess_1:2", Type: EventSessionChange, Identity: adaAgain, Previous: ada}},
		{"another organization of the same session is an organization change", browserState{Identity: ada, seq: 1}, adaAcme,
			Event{ID: "organization-change:sess_1:org_acme:2", Type: EventOrganizationChange, Identity: adaAcme, Previous: ada}},
		{"back to the personal account is an organization change", browserState{Identity: adaAcme, seq: 2}, ada,
			Event{ID: "organization-change:sess_1::3", Type: EventOrganizationChange, Identity: ada, Previous: adaAcme}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			event, next := transition(tt.previous, tt.current)
			assert.Equal(t, tt.want, event)
			assert.Equal(t, tt.current, next.Identity)
			assert.Equal(t, tt.previous.seq+1, next.seq)
		})
	}
}

func TestStateCookie(t *testing.T) {
	t.Parallel()
	cookies, err := newStateCookies("sk_test_secret", "SvHUkE1v")
	require.NoError(t, err)
	state := browserState{Identity: Identity{UserID: "user_ada", SessionID: "sess_1", OrgID: "org_acme"}, seq: 7}

	read := func(cookies stateCookies, cookie *http.Cookie) browserState {
		if cookie.Name != cookies.name {
			return browserState{}
		}
		return cookies.read(cookie.Value)
	}

	t.Run("what was written is read", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, state, read(cookies, cookies.write(state, httpsSite)))
	})
	t.Run("another replica with the same secret key reads it", func(t *testing.T) {
		t.Parallel()
		replica, err := newStateCookies("sk_test_secret", "SvHUkE1v")
		require.NoError(t, err)
		assert.Equal(t, state, read(replica, cookies.write(state, httpsSite)))
	})
	t.Run("another instance's cookie is not read", func(t *testing.T) {
		t.Parallel()
		other, err := newStateCookies("sk_test_other", "SvHUkE1v")
		require.NoError(t, err)
		assert.Zero(t, read(cookies, other.write(state, httpsSite)))
	})
	t.Run("without a secret key each process signs for itself", func(t *testing.T) {
		t.Parallel()
		one, err := newStateCookies("", "SvHUkE1v")
		require.NoError(t, err)
		two, err := newStateCookies("", "SvHUkE1v")
		require.NoError(t, err)
		assert.Equal(t, state, read(one, one.write(state, httpsSite)))
		assert.Zero(t, read(two, one.write(state, httpsSite)))
	})
	t.Run("any flipped bit makes it unreadable", func(t *testing.T) {
		t.Parallel()
		good := cookies.write(state, httpsSite).Value
		for i := range good {
			bad := []byte(good)
			bad[i] ^= 1
			assert.NotEqual(t, state, read(cookies, &http.Cookie{Name: cookies.name, Value: string(bad)}), "byte %d", i)
		}
	})
	t.Run("it is out of scripts' reach, and of plain http's on https", func(t *testing.T) {
		t.Parallel()
		cookie := cookies.write(state, httpsSite)
		assert.True(t, cookie.HttpOnly)
		assert.True(t, cookie.Secure)
		assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		assert.Equal(t, "__clerk_htmx_SvHUkE1v", cookie.Name)
		assert.False(t, cookies.write(state, site{scheme: "http"}).Secure)
	})
}

func FuzzStateCookie(f *testing.F) {
	cookies, err := newStateCookies("sk_test_secret", "SvHUkE1v")
	require.NoError(f, err)
	good := cookies.write(browserState{Identity: Identity{UserID: "user_ada", SessionID: "sess_1"}, seq: 7}, httpsSite).Value
	f.Add(good)
	f.Add(".")
	f.Add("")
	f.Fuzz(func(t *testing.T, value string) {
		if state := cookies.read(value); state != (browserState{}) {
			assert.Equal(t, value, cookies.write(state, httpsSite).Value, "only what we signed is read")
		}
	})
}
