package handshakes_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestMiddlewareSendsStaleDocumentsThroughTheHandshake(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	stale := func(r *http.Request) *http.Request {
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		return r
	}
	t.Run("a document is redirected", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(stale(harness.Get("/whoami", "Sec-Fetch-Dest", "document")))
		assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
		assert.Contains(t, res.Header().Get("Location"), "/v1/client/handshake?redirect_url=")
		assert.Equal(t, "handshake", res.Header().Get("X-Clerk-Auth-Status"))
		assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
	})
	t.Run("an htmx request never is, whatever it accepts", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(stale(harness.Get("/whoami", "HX-Request", "true", "Accept", "text/html")))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Empty(t, res.Header().Get("Location"))
		assert.Equal(t, "client-uat-but-no-session-token", res.Header().Get("X-Clerk-Auth-Reason"))
	})
	t.Run("a document request with HX-Request: false is redirected", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(stale(harness.Get("/whoami", "HX-Request", "false", "Sec-Fetch-Dest", "document")))
		assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
	})
	t.Run("a request that restores history in htmx 4 is not redirected either", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(stale(harness.Get("/whoami", "HX-History-Restore-Request", "true", "Accept", "text/html")))
		assert.Equal(t, http.StatusOK, res.Code)
	})
}

func TestMiddlewareTakesInAHandshake(t *testing.T) {
	t.Parallel()
	a := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}))
	token := a.Token(a.Ada)
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	handshake := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + token + "; Path=/"}}})
	target := "/whoami?a=b&__clerk_handshake=" + handshake

	res := a.Serve(harness.Get(target, "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
	assert.Equal(t, "http://example.com/whoami?a=b", res.Header().Get("Location"))
	assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
	assert.Equal(t, []string{"__session=" + token + "; Path=/"}, res.Header().Values("Set-Cookie"))

	res = a.Serve(harness.Get(target, "HX-Request", "true"))
	assert.Equal(t, http.StatusUnauthorized, res.Code, "htmx must see no redirect")
	assert.Equal(t, "/whoami?a=b", res.Header().Get("Hx-Redirect"))
	assert.Equal(t, "none", res.Header().Get("Hx-Reswap"))
	assert.Empty(t, res.Header().Get("Location"))
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
	assert.Equal(t, []string{"__session=" + token + "; Path=/"}, res.Header().Values("Set-Cookie"))
	assert.Empty(t, res.Body.String())

	res = a.Serve(harness.Get("/whoami?__clerk_handshake=garbage"))
	assert.Equal(t, http.StatusInternalServerError, res.Code, "a developer is told")
	assert.NotContains(t, res.Body.String(), "garbage")
}
