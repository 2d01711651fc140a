package guards_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestProtectLetsThrough(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")

	res := a.Serve(a.Clerk.SignedIn(harness.Get("/dashboard"), a.Ada))
	assert.Equal(t, "secret", res.Body.String())
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
	res = a.Serve(a.Clerk.SignedInTo(harness.Get("/admin"), a.Ada, acme))
	assert.Equal(t, "secret", res.Body.String())
}

func TestProtectRefuses(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	signedOut := func(r *http.Request) *http.Request { return r }
	signedIn := func(r *http.Request) *http.Request { return a.Clerk.SignedIn(r, a.Ada) }
	stale := func(r *http.Request) *http.Request {
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		return r
	}
	document := []string{"Sec-Fetch-Dest", "document"}
	htmx := []string{"HX-Request", "true", "HX-Current-URL", harness.Origin + "/home?tab=2"}
	signIn := func(back string) string { return "/sign-in?redirect_url=" + url.QueryEscape(harness.Origin+back) }

	tests := []struct {
		name    string
		request *http.Request
		status  int
		header  map[string]string
	}{
		{"a signed-out document goes to sign in and comes back",
			signedOut(harness.Get("/dashboard?a=b", document...)), http.StatusTemporaryRedirect,
			map[string]string{"Location": signIn("/dashboard?a=b")}},
		{"a signed-out form post is not posted to the sign-in page",
			signedOut(harness.Request(http.MethodPost, "/dashboard", append(document, "Referer", harness.Origin+"/dashboard")...)), http.StatusSeeOther,
			map[string]string{"Location": signIn("/dashboard")}},
		{"without Sec-Fetch headers, a request that accepts HTML is for a document",
			signedOut(harness.Get("/dashboard", "Accept", "text/html,*/*")), http.StatusTemporaryRedirect,
			map[string]string{"Location": signIn("/dashboard")}},
		{"a signed-out form with another method is not posted to the sign-in page either",
			signedOut(harness.Request(http.MethodDelete, "/dashboard", append(document, "Referer", harness.Origin+"/dashboard")...)), http.StatusSeeOther,
			map[string]string{"Location": signIn("/dashboard")}},
		{"a HEAD request is redirected like the GET of the page",
			signedOut(harness.Request(http.MethodHead, "/dashboard", document...)), http.StatusTemporaryRedirect,
			map[string]string{"Location": signIn("/dashboard")}},
		{"a frame is a document",
			signedOut(harness.Get("/dashboard", "Sec-Fetch-Dest", "iframe")), http.StatusTemporaryRedirect,
			map[string]string{"Location": signIn("/dashboard")}},
		{"without Sec-Fetch headers, HTML may be anywhere in the list",
			signedOut(harness.Get("/dashboard", "Accept", "application/json, text/html")), http.StatusTemporaryRedirect,
			map[string]string{"Location": signIn("/dashboard")}},
		{"a script's request that accepts HTML is not for a document",
			signedOut(harness.Get("/dashboard", "Sec-Fetch-Dest", "empty", "Accept", "text/html")), http.StatusUnauthorized,
			map[string]string{"Location": ""}},
		{"the request of an event stream is not for a document",
			stale(harness.Get("/dashboard", "Sec-Fetch-Dest", "empty", "Accept", "text/event-stream")), http.StatusUnauthorized,
			map[string]string{"Location": "", "Clerk-Session": "stale"}},
		{"the request of an image is not for a document",
			stale(harness.Get("/dashboard", "Sec-Fetch-Dest", "image")), http.StatusUnauthorized, map[string]string{"Location": ""}},
		{"a boosted form comes back to the page, not to where it was posted",
			signedOut(harness.Request(http.MethodPost, "/dashboard", append(htmx, "HX-Boosted", "true")...)), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/home?tab=2"), "Location": ""}},
		{"a stale page out of htmx's history becomes a navigation",
			stale(harness.Get("/dashboard?a=b", append(htmx, "HX-History-Restore-Request", "true")...)), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "stale", "Hx-Redirect": "/dashboard?a=b", "Hx-Refresh": ""}},
		{"a signed-out htmx request sends the page to sign in and back to the page",
			signedOut(harness.Get("/dashboard", htmx...)), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/home?tab=2"), "Hx-Reswap": "none", "Location": ""}},
		{"a boosted link comes back to where it led",
			signedOut(harness.Get("/dashboard", append(htmx, "HX-Boosted", "true")...)), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/dashboard")}},
		{"sign-in does not lead back to a page elsewhere",
			signedOut(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "https://evil.example/x")), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/")}},
		{"sign-in does not lead back to another host of the same scheme",
			signedOut(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "http://evil.example/x")), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/")}},
		{"sign-in does not lead back to another scheme",
			signedOut(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "https://example.com/x")), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/")}},
		{"sign-in does not lead back to a URL with a user name",
			signedOut(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "http://u@example.com/x")), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/")}},
		{"a script for a page is not come back to",
			signedOut(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "javascript:alert(1)")), http.StatusUnauthorized,
			map[string]string{"Hx-Redirect": signIn("/")}},
		{"a stale htmx request is told to try again",
			stale(harness.Get("/dashboard", htmx...)), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "stale", "Hx-Reswap": "none", "Hx-Redirect": "", "Hx-Refresh": "true"}},
		{"a stale boosted link becomes a navigation, which can do the handshake",
			stale(harness.Get("/dashboard?a=b", append(htmx, "HX-Boosted", "true")...)), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "stale", "Hx-Redirect": "/dashboard?a=b", "Hx-Refresh": ""}},
		{"a stale form is not navigated away from, nothing is lost",
			stale(harness.Request(http.MethodPost, "/dashboard", htmx...)), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "stale", "Hx-Redirect": "", "Hx-Refresh": ""}},
		{"an htmx request that needs reverification says so to the script",
			signedIn(harness.Get("/vault", htmx...)), http.StatusForbidden,
			map[string]string{"Hx-Trigger": `{"clerk:reverification":{"level":"first_factor","afterMinutes":0}}`, "Hx-Reswap": "none",
				"Clerk-Session": "reverification", "Clerk-Reverification": "first_factor"}},
		{"a stale API request is told so",
			stale(harness.Get("/dashboard")), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "stale"}},
		{"a signed-out API client gets a 401",
			signedOut(harness.Get("/dashboard")), http.StatusUnauthorized,
			map[string]string{"Clerk-Session": "", "Location": ""}},
		{"a document without the role is forbidden",
			signedIn(harness.Get("/admin", document...)), http.StatusForbidden, map[string]string{"Location": ""}},
		{"an htmx request without the role changes nothing on the page",
			signedIn(harness.Get("/admin", htmx...)), http.StatusForbidden, map[string]string{"Hx-Reswap": "none", "Hx-Redirect": ""}},
		{"an API client without the role is forbidden",
			signedIn(harness.Get("/admin")), http.StatusForbidden, nil},
	}
	for edge, application := range map[string]http.Handler{"Echo": a, "net/http": harness.GuardedMux(a.Kit)} {
		for _, tt := range tests {
			t.Run(edge+": "+tt.name, func(t *testing.T) {
				t.Parallel()
				res := httptest.NewRecorder()
				application.ServeHTTP(res, tt.request.Clone(t.Context()))
				assert.Equal(t, tt.status, res.Code)
				for name, want := range tt.header {
					assert.Equal(t, want, res.Header().Get(name), name)
				}
				assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
				assert.Equal(t, []string{"Cookie, Authorization, HX-Request, Sec-Fetch-Dest, Sec-Fetch-Mode"}, res.Header().Values("Vary"))
				text := res.Body.String()
				assert.NotContains(t, text, "secret")
				if tt.request.Header.Get("HX-Request") != "" {
					assert.Empty(t, text, "htmx 4 would swap a body")
				}
			})
		}
	}
}

func TestProtectKeepsItsRequirements(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	requirements := []clerkhtmx.Requirement{clerkhtmx.SignedIn()}
	a.GET("/dashboard", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, a.Kit.Protect(requirements...))
	requirements[0] = clerkhtmx.SignedOut()
	assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Get("/dashboard")).Code)
}

func TestStaleRequestsDoNotReloadThePageForEver(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	v := a.Visitor()
	v.Clerk = []*http.Cookie{{Name: "__client_uat", Value: "1700000000"}}
	refreshes := 0
	for range 10 {
		if v.Do(harness.Get("/dashboard", "HX-Request", "true")).Header().Get("Hx-Refresh") != "" {
			refreshes++
		}
	}
	assert.Equal(t, 2, refreshes)
	name := "__clerk_htmx_recover_" + harness.CookieSuffix(a.Clerk)
	marker := v.Own[name]
	require.NotNil(t, marker)
	assert.True(t, marker.HttpOnly)
	assert.False(t, marker.Secure, "the page came by http")
	assert.Equal(t, 10, marker.MaxAge)
	assert.Equal(t, http.SameSiteLaxMode, marker.SameSite)

	for value, want := range map[string]string{"0": "true", "1": "true", "2": "", "3": "", "-1": "", "x": "true"} {
		r := harness.Get("/dashboard", "HX-Request", "true", "Cookie", "__client_uat=1700000000; "+name+"="+value, "X-Forwarded-Proto", "https")
		r.RemoteAddr = "127.0.0.1:1"
		res := a.Serve(r)
		assert.Equal(t, want, res.Header().Get("Hx-Refresh"), value)
		if want != "" {
			assert.Contains(t, res.Header().Get("Set-Cookie"), "; Secure", value)
		}
	}
}

func TestProtectRefusesAPIClientsInJSON(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	assert.JSONEq(t,
		`{"errors":[{"code":"authentication_invalid","message":"You are not signed in.","reason":"session-token-and-uat-missing"}]}`,
		a.Serve(harness.Get("/dashboard")).Body.String())
	assert.JSONEq(t,
		`{"errors":[{"code":"authorization_invalid","message":"You are not authorized to do this."}]}`,
		a.Serve(a.Clerk.SignedIn(harness.Get("/admin"), a.Ada)).Body.String())
	assert.JSONEq(t,
		`{"clerk_error":{"type":"forbidden","reason":"reverification-error","metadata":{"reverification":{"level":"first_factor","afterMinutes":0}}}}`,
		a.Serve(a.Clerk.SignedIn(harness.Get("/vault"), a.Ada)).Body.String())
}

func TestProtectWithoutKeys(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	a.Clerk.Fail("/api/v1/jwks", http.StatusInternalServerError)
	for _, header := range [][]string{nil, {"Sec-Fetch-Dest", "document"}, {"HX-Request", "true"}} {
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/dashboard", header...), a.Ada))
		assert.Equal(t, http.StatusServiceUnavailable, res.Code)
		assert.NotEmpty(t, res.Header().Get("Retry-After"))
		assert.NotContains(t, res.Body.String(), "secret")
	}
	res := a.Serve(a.Clerk.SignedIn(harness.Get("/whoami"), a.Ada))
	assert.Equal(t, http.StatusOK, res.Code, "public pages go on as signed out")
	assert.Empty(t, harness.DecodeJSON[clerkhtmx.Auth](t, res).UserID)
}

func TestProtectWithoutMiddlewareSaysSo(t *testing.T) {
	t.Parallel()
	kit, err := clerkhtmx.New(harness.ValidConfig())
	require.NoError(t, err)
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		require.ErrorContains(t, err, "e.Use(kit.Middleware())")
		e.DefaultHTTPErrorHandler(err, c)
	}
	e.GET("/", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, kit.Protect())
	a := &harness.App{Echo: e}
	res := a.Serve(harness.Get("/"))
	assert.Equal(t, http.StatusInternalServerError, res.Code)
	assert.NotContains(t, res.Body.String(), "secret")
	assert.NotContains(t, res.Body.String(), "Middleware")
}
