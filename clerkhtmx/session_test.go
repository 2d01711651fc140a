package clerkhtmx_test

import (
	"net/http"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

func TestRevokeSession(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	session := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID})
	token := a.clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	cookies := "__client_uat=1; __session=" + token
	require.Equal(t, a.ada.ID, a.userID(t, get("/whoami", "Cookie", cookies)))

	require.NoError(t, a.kit.RevokeSession(t.Context(), session.ID))

	res := a.serve(get("/whoami", "Cookie", cookies))
	assert.Empty(t, decodeJSON[clerkhtmx.Auth](t, res).UserID, "its token is refused at once")
	assert.Contains(t, res.Header().Get("X-Clerk-Auth-Reason"), "session-token-expired")
	res = a.serve(get("/whoami", "Cookie", cookies, "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code, "Clerk, who revoked it too, tells the browser")
	assert.Contains(t, res.Header().Get("Location"), "/v1/client/handshake?")
	require.Error(t, a.kit.RevokeSession(t.Context(), session.ID+"x"), "Clerk has no such session")
	require.Error(t, a.kit.RevokeSession(t.Context(), ""))
}

func TestASessionIsRevokedHereThoughClerkIsDown(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	a := newAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
		cfg.JWTKey = clerk.JWTKey()
		cfg.HTTPClient = &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET })}
	})
	session := clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID})
	token := clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	require.Equal(t, a.ada.ID, a.userID(t, bearerOf("/whoami", token)))
	require.ErrorIs(t, a.kit.RevokeSession(t.Context(), session.ID), syscall.ECONNRESET)
	assert.Empty(t, a.userID(t, bearerOf("/whoami", token)))
}
