package clerkhtmx_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestAuthTellsWhenItsTokenRunsOut(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	expiresAt := func(r *http.Request) time.Time {
		res := a.Serve(r)
		require.Equal(t, http.StatusOK, res.Code)
		return harness.DecodeJSON[clerkhtmx.Auth](t, res).ExpiresAt
	}
	soon := time.Now().Add(20 * time.Second).Truncate(time.Second).UTC()
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	token := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, ExpiresAt: soon})
	for range 2 { // the second time it is a token seen before
		assert.Equal(t, soon, expiresAt(harness.BearerOf("/whoami", token)))
	}
	inAnHour := expiresAt(a.Clerk.WithSession(harness.Get("/whoami"), session))
	assert.WithinDuration(t, time.Now().Add(time.Hour), inAnHour, time.Minute)

	pending := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, Pending: true})
	assert.Zero(t, expiresAt(a.Clerk.WithSession(harness.Get("/whoami"), pending)))
	assert.Zero(t, expiresAt(harness.Get("/whoami")))
}
