package backendapi_test

import (
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2/session"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestRevokeSession(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	token := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	cookies := "__client_uat=1; __session=" + token
	require.Equal(t, a.Ada.ID, a.UserID(t, harness.Get("/whoami", "Cookie", cookies)))

	require.NoError(t, a.Kit.RevokeSession(t.Context(), session.ID))

	res := a.Serve(harness.Get("/whoami", "Cookie", cookies))
	assert.Empty(t, harness.DecodeJSON[clerkhtmx.Auth](t, res).UserID, "its token is refused at once")
	assert.Contains(t, res.Header().Get("X-Clerk-Auth-Reason"), "session-token-expired")
	res = a.Serve(harness.Get("/whoami", "Cookie", cookies, "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code, "Clerk, who revoked it too, tells the browser")
	assert.Contains(t, res.Header().Get("Location"), "/v1/client/handshake?")
	require.Error(t, a.Kit.RevokeSession(t.Context(), session.ID+"x"), "Clerk has no such session")
	require.Error(t, a.Kit.RevokeSession(t.Context(), ""))
}

func TestASessionIsRevokedHereThoughClerkIsDown(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	a := harness.NewAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
		cfg.JWTKey = clerk.JWTKey()
		cfg.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET })}
	})
	session := clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	token := clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	require.Equal(t, a.Ada.ID, a.UserID(t, harness.BearerOf("/whoami", token)))
	require.ErrorIs(t, a.Kit.RevokeSession(t.Context(), session.ID), syscall.ECONNRESET)
	assert.Empty(t, a.UserID(t, harness.BearerOf("/whoami", token)))
}

func TestRevokeSessionTakesIDsAlone(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.Clerk.ForgetRequests()
	for _, id := range []string{"", "..", "../users/" + a.Ada.ID + "/ban?x=", "sess_1/revoke?x=", "sess_1#", "sess%2f1", strings.Repeat("s", 129)} {
		require.Error(t, a.Kit.RevokeSession(t.Context(), id), id)
		sessions := session.Client{Backend: a.Kit.Backend()}
		if strings.HasPrefix(id, "..") {
			_, err := sessions.Revoke(t.Context(), &session.RevokeParams{ID: id})
			require.Error(t, err, "nor does the application's own call leave the sessions")
		}
	}
	assert.Empty(t, a.Clerk.Requests())
}

func TestASessionIsRevokedOnlyIfClerkSaysSo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		want   bool
	}{
		"it is":                 {http.StatusOK, `{"object":"session","id":"sess_1","status":"revoked"}`, true},
		"it is still active":    {http.StatusOK, `{"object":"session","id":"sess_1","status":"active"}`, false},
		"it is still pending":   {http.StatusOK, `{"object":"session","id":"sess_1","status":"pending"}`, false},
		"another one is":        {http.StatusOK, `{"object":"session","id":"sess_2","status":"revoked"}`, false},
		"an empty object":       {http.StatusOK, `{}`, false},
		"nothing":               {http.StatusOK, ``, false},
		"no content":            {http.StatusNoContent, ``, false},
		"a redirect":            {http.StatusFound, `{"object":"session","id":"sess_1","status":"revoked"}`, false},
		"a permanent redirect":  {http.StatusPermanentRedirect, `{"object":"session","id":"sess_1","status":"revoked"}`, false},
		"a page":                {http.StatusOK, `<html>`, false},
		"a page of a proxy":     {http.StatusBadGateway, `<html>`, false},
		"no such session":       {http.StatusNotFound, `{"errors":[{"code":"resource_not_found","message":"x"}]}`, false},
		"another proxy's error": {http.StatusNotFound, `{"error":"not found"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := harness.NewApp(t, harness.Answering(t, tt.status, tt.body, nil))
			err := a.Kit.RevokeSession(t.Context(), "sess_1")
			assert.Equal(t, tt.want, err == nil, err)
		})
	}
}
