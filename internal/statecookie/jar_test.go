package statecookie_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/statecookie"
)

func TestStateCookie(t *testing.T) {
	t.Parallel()
	cookies, err := statecookie.New("sk_test_secret", "SvHUkE1v")
	require.NoError(t, err)
	state := statecookie.State{UserID: "user_ada", SessionID: "sess_1", OrgID: "org_acme", Seq: 7}

	read := func(cookies statecookie.Jar, cookie *http.Cookie) statecookie.State {
		if cookie.Name != cookies.Name() {
			return statecookie.State{}
		}
		return cookies.Read(cookie.Value)
	}

	t.Run("what was written is read", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, state, read(cookies, cookies.Cookie(state)))
	})
	t.Run("another replica with the same secret key reads it", func(t *testing.T) {
		t.Parallel()
		replica, err := statecookie.New("sk_test_secret", "SvHUkE1v")
		require.NoError(t, err)
		assert.Equal(t, state, read(replica, cookies.Cookie(state)))
	})
	t.Run("another instance's cookie is not read", func(t *testing.T) {
		t.Parallel()
		other, err := statecookie.New("sk_test_other", "SvHUkE1v")
		require.NoError(t, err)
		assert.Zero(t, read(cookies, other.Cookie(state)))
	})
	t.Run("without a secret key each process signs for itself", func(t *testing.T) {
		t.Parallel()
		one, err := statecookie.New("", "SvHUkE1v")
		require.NoError(t, err)
		two, err := statecookie.New("", "SvHUkE1v")
		require.NoError(t, err)
		assert.Equal(t, state, read(one, one.Cookie(state)))
		assert.Zero(t, read(two, one.Cookie(state)))
	})
	t.Run("any flipped bit makes it unreadable", func(t *testing.T) {
		t.Parallel()
		good := cookies.Cookie(state).Value
		for i := range good {
			bad := []byte(good)
			bad[i] ^= 1
			assert.NotEqual(t, state, read(cookies, &http.Cookie{Name: cookies.Name(), Value: string(bad)}), "byte %d", i)
		}
	})
	t.Run("it is out of scripts' reach", func(t *testing.T) {
		t.Parallel()
		cookie := cookies.Cookie(state)
		assert.True(t, cookie.HttpOnly)
		assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		assert.Equal(t, "__clerk_htmx_SvHUkE1v", cookie.Name)
	})
}

func FuzzStateCookie(f *testing.F) {
	cookies, err := statecookie.New("sk_test_secret", "SvHUkE1v")
	require.NoError(f, err)
	good := cookies.Cookie(statecookie.State{UserID: "user_ada", SessionID: "sess_1", Seq: 7}).Value
	f.Add(good)
	f.Add(".")
	f.Add("")
	f.Fuzz(func(t *testing.T, value string) {
		if state := cookies.Read(value); state != (statecookie.State{}) {
			assert.Equal(t, value, cookies.Cookie(state).Value, "only what we signed is read")
		}
	})
}
