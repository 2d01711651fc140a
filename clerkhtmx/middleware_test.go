package clerkhtmx_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestMiddlewareAuthenticates(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)

	t.Run("a browser's cookies", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, a.Ada.ID, a.UserID(t, a.Clerk.SignedIn(harness.Get("/whoami"), a.Ada)))
	})
	t.Run("a bearer token", func(t *testing.T) {
		t.Parallel()
		r := harness.Get("/whoami", "Authorization", "Bearer "+a.Token(a.Ada))
		assert.Equal(t, a.Ada.ID, a.UserID(t, r))
	})
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(harness.Get("/whoami"))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Equal(t, "signed-out", res.Header().Get("X-Clerk-Auth-Status"))
		assert.Equal(t, "session-token-and-uat-missing", res.Header().Get("X-Clerk-Auth-Reason"))
	})
	t.Run("garbage for a token", func(t *testing.T) {
		t.Parallel()
		assert.Empty(t, a.UserID(t, harness.Get("/whoami", "Authorization", "Bearer a.b.c")))
	})
	t.Run("a token of another instance", func(t *testing.T) {
		t.Parallel()
		other := clerktest.New(t)
		bob := other.CreateUser(clerktest.User{Email: "bob@example.com"})
		assert.Empty(t, a.UserID(t, harness.Get("/whoami", "Authorization", "Bearer "+other.Token(clerktest.TokenParams{SessionID: other.StartSession(clerktest.SessionParams{UserID: bob.ID}).ID}))))
	})
}

func TestAuthorizationHeadersOfTheApplicationsOwn(t *testing.T) {
	t.Parallel()
	strict := harness.NewApp(t)
	lenient := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.IgnoreForeignAuthorization = true })
	other := clerktest.NewWithConfig(t, clerktest.Config{FrontendAPIHost: "clerk.other.test"})
	bob := other.CreateUser(clerktest.User{Email: "bob@example.com"})
	foreignJWT := other.Token(clerktest.TokenParams{SessionID: other.StartSession(clerktest.SessionParams{UserID: bob.ID}).ID})
	forged := lenient.Token(lenient.Ada)
	forged = forged[:len(forged)-8] + "AAAAAAAA"

	for name, tt := range map[string]struct {
		authorization   string
		strict, lenient bool // whether the cookies decide
	}{
		"an opaque token of the application's": {"Bearer secret-token", false, true},
		"a JWT of another issuer":              {"Bearer " + foreignJWT, false, true},
		"Basic":                                {"Basic YTpi", true, true},
		"a forged token of this instance":      {"Bearer " + forged, false, false},
		"a machine token":                      {"Bearer ak_made_up", false, false},
	} {
		for app, want := range map[*harness.App]bool{strict: tt.strict, lenient: tt.lenient} {
			r := app.Clerk.SignedIn(harness.Get("/whoami", "Authorization", tt.authorization), app.Ada)
			assert.Equal(t, want, app.UserID(t, r) == app.Ada.ID, name)
		}
	}
	assert.Empty(t, lenient.UserID(t, harness.Get("/whoami", "Authorization", "Bearer "+foreignJWT)), "it signs nobody in")
}

func TestMiddlewareMarksPersonalResponses(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	t.Run("a handler that calls From", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(harness.Get("/whoami"))
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
		assert.Contains(t, res.Header().Get("Vary"), "Cookie")
	})
	t.Run("a handler that did not ask", func(t *testing.T) {
		t.Parallel()
		res := a.Serve(harness.Get("/public"))
		assert.Empty(t, res.Header().Get("Cache-Control"))
		assert.Empty(t, res.Header().Get("Vary"))
	})
	t.Run("a request that no handler answers", func(t *testing.T) {
		t.Parallel()
		for _, r := range []*http.Request{harness.Get("/other"), harness.Request(http.MethodOptions, "/whoami"), harness.Request(http.MethodHead, "/public")} {
			res := a.Serve(r)
			assert.Empty(t, res.Header().Get("Cache-Control"))
			assert.Empty(t, res.Header().Get("Vary"))
			assert.Empty(t, res.Header().Values("Set-Cookie"))
		}
	})
	t.Run("a handler that says otherwise is listened to", func(t *testing.T) {
		t.Parallel()
		a := harness.NewApp(t)
		a.GET("/own", func(c echo.Context) error {
			c.Response().Header().Set("Cache-Control", "private, max-age=60")
			c.Response().Header().Set("Vary", "Accept")
			return c.JSON(http.StatusOK, clerkhtmx.From(c))
		})
		res := a.Serve(harness.Get("/own"))
		assert.Equal(t, "private, max-age=60", res.Header().Get("Cache-Control"))
		assert.Equal(t, []string{"Accept", "Cookie, Authorization, HX-Request, Sec-Fetch-Dest, Sec-Fetch-Mode"}, res.Header().Values("Vary"))
	})
	t.Run("a response that is on its way is left alone", func(t *testing.T) {
		t.Parallel()
		a := harness.NewApp(t)
		a.GET("/committed", func(c echo.Context) error {
			_ = c.String(http.StatusOK, "hello")
			clerkhtmx.From(c)
			return errors.New("too late")
		}, a.Kit.Middleware())
		res := a.Serve(harness.Get("/committed"))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Equal(t, "hello", res.Body.String())
		assert.Empty(t, res.Result().Header.Get("Cache-Control"))
	})
}

func TestMiddlewareMountedTwiceWorksOnce(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.GET("/twice", func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) }, a.Kit.Middleware(), a.Kit.Middleware())
	r := a.Clerk.SignedIn(harness.Get("/twice"), a.Ada)
	res := a.Serve(r)
	assert.Len(t, res.Header().Values("Set-Cookie"), 1, "one state cookie")
	assert.Equal(t, a.Ada.ID, harness.DecodeJSON[clerkhtmx.Auth](t, res).UserID)
}

func TestMiddlewareLeavesTheProxyToClerk(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.ProxyURL = "/__clerk" })
	whoami := func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) }
	for path, proxied := range map[string]bool{"/__clerk": true, "/__clerk/v1/client": true, "/__clerkx": false, "/__cler": false, "/x/__clerk": false} {
		a.GET(path, whoami)
		r := harness.Get(path, "Sec-Fetch-Dest", "document")
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		res := a.Serve(r)
		assert.Equal(t, proxied, res.Code == http.StatusOK, path)
		assert.Equal(t, !proxied, res.Code == http.StatusTemporaryRedirect, path)
	}
}

func TestMiddlewareMarksAResponseThatRemembersWhoItWas(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	res := a.Serve(a.Clerk.SignedIn(harness.Get("/public"), a.Ada))
	assert.Len(t, res.Header().Values("Set-Cookie"), 1)
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))

	for _, purpose := range []string{"prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"} {
		res = a.Serve(a.Clerk.SignedIn(harness.Get("/public", "Sec-Purpose", purpose), a.Ada))
		assert.Empty(t, res.Header().Values("Set-Cookie"), "nobody has seen the page yet")
	}
}

func TestMiddlewareSkips(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.Skipper = func(c echo.Context) bool { return c.Path() == "/whoami" || c.Path() == "/secret" }
	})
	a.GET("/secret", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, a.Kit.Protect())

	assert.Empty(t, a.UserID(t, a.Clerk.SignedIn(harness.Get("/whoami"), a.Ada)))
	res := a.Serve(a.Clerk.SignedIn(harness.Get("/secret"), a.Ada))
	assert.Equal(t, http.StatusUnauthorized, res.Code, "skipped means signed out, not allowed")
}
