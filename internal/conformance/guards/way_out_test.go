package guards_test

import (
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/static"
)

func TestAGuardForTheWholeSiteLeavesItsWayOutOpen(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedSite(t)
	a.Any("/__clerk/*", harness.Reply("Clerk"))
	for _, tt := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/sign-in", http.StatusOK},
		{http.MethodGet, "/sign-in?redirect_url=http%3A%2F%2Fexample.com%2F", http.StatusOK},
		{http.MethodGet, "/sign-in/factor-one", http.StatusOK},
		{http.MethodGet, "/sign-up/verify-email-address", http.StatusOK},
		{http.MethodGet, "/clerk/static/" + static.Script().Name, http.StatusOK},
		{http.MethodGet, "/clerk/static/" + static.Style().Name, http.StatusOK},
		{http.MethodPost, "/clerk/session", http.StatusNoContent},
		{http.MethodGet, "/clerk/fragments/open", http.StatusOK},
		{http.MethodPost, "/__clerk/v1/client", http.StatusOK},
	} {
		res := a.Serve(harness.Request(tt.method, tt.path, "Sec-Fetch-Dest", "document"))
		assert.Equal(t, tt.status, res.Code, tt.path)
	}
	res := a.Serve(harness.Get("/clerk/partials/user-button", "HX-Request", "true"))
	assert.Equal(t, http.StatusOK, res.Code)
}

func TestAGuardForTheWholeSiteGuardsTheRest(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedSite(t)
	files := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(files, "secret"), []byte("secret"), 0o600))
	a.GET("/*", echo.WrapHandler(http.FileServer(http.Dir(files))))
	a.GET("/clerk/admin", harness.Reply("secret"))
	a.GET("/clerk/fragments/admin/secret", harness.Reply("secret"))
	a.GET("/clerk/debug", harness.Reply("secret")) // a live instance has no such route
	a.GET("/sign-inside", harness.Reply("secret"))
	for _, path := range []string{
		"/", "/secret", "/clerk/admin", "/clerk/fragments/admin/secret", "/clerk/debug", "/sign-inside",
		"/clerk/static/../../secret", "/clerk/fragments/../../secret", "/__clerk/../secret", "/__clerk/%2e%2e/secret",
		"/sign-up/../secret", "//sign-in/../secret",
	} {
		r := harness.Get("/", "Sec-Fetch-Dest", "document")
		u, err := url.ParseRequestURI(path)
		require.NoError(t, err)
		r.URL = u
		res := a.Serve(r)
		assert.NotContains(t, res.Body.String(), "secret", path)
		if res.Code != http.StatusOK && res.Code != http.StatusNotFound { // what the kit's own routes answer
			assert.Equal(t, http.StatusTemporaryRedirect, res.Code, path)
		}
	}
}

// Routes of the application's own below a page that stays open are guarded as all others.
func TestAGuardHoldsBelowItsWayOut(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedSite(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/auth" })
	a.Any("/__clerk/*", harness.Reply("Clerk"))
	guard := a.Kit.Protect(clerkhtmx.Role("org:admin"))
	for _, path := range []string{"/auth/users", "/auth/users/:id", "/auth/files/*", "/__clerk/admin"} {
		a.Any(path, harness.Reply("secret"), guard)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		for _, path := range []string{"/auth/users", "/auth/users/1", "/auth/files/a", "/__clerk/admin"} {
			assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Request(method, path)).Code, "%s %s", method, path)
		}
	}
	a.POST("/auth", harness.Reply("secret"))
	assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Request(http.MethodPost, "/auth")).Code, "the page is for GET")
}

func TestAGuardMayKeepPeopleOffTheSignInPage(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.GET("/sign-in", harness.Reply("sign in"), a.Kit.Protect(clerkhtmx.SignedOut()))
	assert.Equal(t, http.StatusOK, a.Serve(harness.Get("/sign-in")).Code)
	assert.Equal(t, http.StatusForbidden, a.Serve(a.Clerk.SignedIn(harness.Get("/sign-in"), a.Ada)).Code)
}

// A wildcard that stays open does not open files, or another server, to middleware that
// answers in its place.
func TestMiddlewareAfterAGuardServesNothingThroughItsWayOut(t *testing.T) {
	t.Parallel()
	files := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(files, "admin"), 0o700))
	for _, name := range []string{"report.html", "admin/index.html"} {
		require.NoError(t, os.WriteFile(filepath.Join(files, name), []byte("secret"), 0o600))
	}
	passOn := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if path.Clean(echo.GetPath(c.Request())) == "/admin" {
				return c.String(http.StatusOK, "secret")
			}
			return next(c)
		}
	}
	for name, after := range map[string]echo.MiddlewareFunc{"Static": middleware.Static(files), "a proxy": passOn} {
		a := harness.NewGuardedSite(t)
		a.Any("/__clerk/*", harness.Reply("Clerk"))
		a.Use(after)
		for _, target := range []string{
			"/report.html", "/sign-in/report.html", "/sign-in/admin/", "/sign-up/report.html", "/__clerk/report.html",
			"/admin", "/sign-in/../admin", "/__clerk/../admin", "/sign-in/x/../../admin",
		} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				r := harness.Request(method, "/")
				u, err := url.ParseRequestURI(target)
				require.NoError(t, err)
				r.URL = u
				assert.NotContains(t, a.Serve(r).Body.String(), "secret", "%s: %s %s", name, method, target)
			}
		}
		assert.Contains(t, a.Serve(harness.Get("/sign-in/factor-one")).Body.String(), "<clerk-sign-in", "%s: the page is there", name)
	}
}

// Without this, the page would redirect to itself.
func TestASignInPageOfThisSiteMayBeAnAbsoluteURL(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*clerkhtmx.Config){
		"by the request's host": func(cfg *clerkhtmx.Config) { cfg.SignInURL = "http://example.com/login" },
		"by PublicURL": func(cfg *clerkhtmx.Config) {
			cfg.PublicURL, cfg.SignInURL = "https://app.example.com", "https://app.example.com/login/"
		},
		"below a prefix": func(cfg *clerkhtmx.Config) {
			cfg.PublicURL, cfg.SignInURL = "https://app.example.com/app", "https://app.example.com/app/login"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := harness.NewGuardedSite(t, change)
			a.GET("/login", harness.Reply("log in"))
			a.GET("/login/*", harness.Reply("log in"))
			for _, path := range []string{"/login", "/login/", "/login/factor-one"} {
				assert.Equal(t, http.StatusOK, a.Serve(harness.Get(path, "Sec-Fetch-Dest", "document")).Code, path)
			}
			res := a.Serve(harness.Get("/private", "Sec-Fetch-Dest", "document"))
			require.Equal(t, http.StatusTemporaryRedirect, res.Code)
			assert.Regexp(t, `/login/?\?redirect_url=http[^&?]*private$`, res.Header().Get("Location"))
		})
	}
	a := harness.NewGuardedSite(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = "https://accounts.example/login" })
	a.GET("/login", harness.Reply("not this one"))
	assert.Equal(t, http.StatusTemporaryRedirect, a.Serve(harness.Get("/login", "Sec-Fetch-Dest", "document")).Code, "another site's page opens no path of ours")
}

// The application's own sign-in page is a way out as well, whatever serves it.
func TestAGuardLeavesTheApplicationsOwnSignInPageOpen(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	cfg := clerk.Config()
	cfg.SignInURL = "/login"
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	a := &harness.App{Echo: echo.New()}
	a.Use(kit.Middleware(), kit.Protect())
	a.GET("/*", harness.Reply("a page"))
	for path, status := range map[string]int{
		"/login": http.StatusOK, "/login/../private": http.StatusTemporaryRedirect, "/private": http.StatusTemporaryRedirect,
	} {
		assert.Equal(t, status, a.Serve(harness.Get(path, "Sec-Fetch-Dest", "document")).Code, path)
	}
}
