package clerkhtmx_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

func TestAuthTellsWhenItsTokenRunsOut(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	expiresAt := func(r *http.Request) time.Time {
		res := a.serve(r)
		require.Equal(t, http.StatusOK, res.Code)
		return decodeJSON[clerkhtmx.Auth](t, res).ExpiresAt
	}
	soon := time.Now().Add(20 * time.Second).Truncate(time.Second).UTC()
	session := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID})
	token := a.clerk.Token(clerktest.TokenParams{SessionID: session.ID, ExpiresAt: soon})
	for range 2 { // the second time it is a token seen before
		assert.Equal(t, soon, expiresAt(get("/whoami", bearer(token)...)))
	}
	inAnHour := expiresAt(a.clerk.WithSession(get("/whoami"), session))
	assert.WithinDuration(t, time.Now().Add(time.Hour), inAnHour, time.Minute)

	pending := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID, Pending: true})
	assert.Zero(t, expiresAt(a.clerk.WithSession(get("/whoami"), pending)))
	assert.Zero(t, expiresAt(get("/whoami")))
}
