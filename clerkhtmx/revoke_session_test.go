package clerkhtmx_test

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

func TestRevokeSessionTakesIDsAlone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.clerk.ForgetRequests()
	for _, id := range []string{"", "..", "../users/" + a.ada.ID + "/ban?x=", "sess_1/revoke?x=", "sess_1#", "sess%2f1", strings.Repeat("s", 129)} {
		require.Error(t, a.kit.RevokeSession(t.Context(), id), id)
		sessions := session.Client{Backend: a.kit.Backend()}
		if strings.HasPrefix(id, "..") {
			_, err := sessions.Revoke(t.Context(), &session.RevokeParams{ID: id})
			require.Error(t, err, "nor does the application's own call leave the sessions")
		}
	}
	assert.Empty(t, a.clerk.Requests())
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
		"there is none such":    {http.StatusNotFound, `{"errors":[{"code":"resource_not_found","message":"x"}]}`, false},
		"somebody else's error": {http.StatusNotFound, `{"error":"not found"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, answering(t, tt.status, tt.body, nil))
			err := a.kit.RevokeSession(t.Context(), "sess_1")
			assert.Equal(t, tt.want, err == nil, err)
		})
	}
}

func TestTheStateCookieIsSecureOnHTTPS(t *testing.T) {
	t.Parallel()
	for publicURL, secure := range map[string]bool{"https://app.example.com": true, "http://app.example.com": false} {
		a := newApp(t, func(cfg *clerkhtmx.Config) { cfg.PublicURL = publicURL })
		cookies := a.serve(a.clerk.SignedIn(get("/whoami"), a.ada)).Result().Cookies()
		require.Len(t, cookies, 1)
		assert.True(t, strings.HasPrefix(cookies[0].Name, "__clerk_htmx_"))
		assert.Equal(t, secure, cookies[0].Secure, publicURL)
	}
}
