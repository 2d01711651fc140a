package harness

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// NewMachineApp makes an application with a route for each kind of token and some routes for several kinds. The routes answer
// as /whoami of [NewApp] does.
func NewMachineApp(t testing.TB, change ...func(*clerkhtmx.Config)) *App {
	t.Helper()
	a := NewApp(t, change...)
	whoami := func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) }
	for path, requirements := range map[string][]clerkhtmx.Requirement{
		"/people":       nil,
		"/key":          {clerkhtmx.APIKey("invoices:read")},
		"/m2m":          {clerkhtmx.M2MToken()},
		"/m2m-for-us":   {clerkhtmx.M2MToken("mch_us")},
		"/oauth":        {clerkhtmx.OAuthToken("email")},
		"/person-key":   {clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.APIKey())},
		"/person-oauth": {clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.OAuthToken())},
		"/key-admin":    {clerkhtmx.APIKey(), clerkhtmx.Role("org:admin")},
		"/key-person":   {clerkhtmx.APIKey(), clerkhtmx.SignedIn()},
		"/signed-out":   {clerkhtmx.Any(clerkhtmx.SignedOut(), clerkhtmx.Permission("org:a:b"))},
	} {
		a.Any(path, whoami, a.Kit.Protect(requirements...))
	}
	return a
}

// Verifications returns how many questions about opaque tokens Clerk was asked.
func Verifications(clerk *clerktest.Clerk) int {
	n := 0
	for _, r := range clerk.Requests() {
		if strings.HasSuffix(r.Path, "/verify") {
			n++
		}
	}
	return n
}

// Answering starts a Backend API that gives one answer to every request, and returns the change of a configuration that names
// it. The last request is written to asked, unless that is nil.
func Answering(t testing.TB, status int, body string, asked *http.Request) func(*clerkhtmx.Config) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked != nil {
			*asked = *r
		}
		w.WriteHeader(status)
		_, err := w.Write([]byte(body))
		assert.NoError(t, err)
	}))
	t.Cleanup(server.Close)
	return func(cfg *clerkhtmx.Config) { cfg.APIURL = server.URL }
}
