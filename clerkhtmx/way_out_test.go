package clerkhtmx_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/static"
)

// newGuardedSite guards everything, as e.Use(kit.Middleware(), kit.Protect()) does.
func newGuardedSite(t *testing.T, change ...func(*clerkhtmx.Config)) *app {
	t.Helper()
	clerk := clerktest.New(t)
	cfg := clerk.Config()
	cfg.SignInURL, cfg.SignUpURL, cfg.ProxyURL = "/sign-in", "/sign-up", "/__clerk"
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	e := echo.New()
	e.Use(kit.Middleware(), kit.Protect())
	kit.Register(e)
	kit.Fragment("open", clerkhtmx.Fragment{Content: text("everybody")})
	return &app{Echo: e, clerk: clerk, kit: kit, ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com"})}
}

func TestAGuardForTheWholeSiteLeavesItsWayOutOpen(t *testing.T) {
	t.Parallel()
	a := newGuardedSite(t)
	a.Any("/__clerk/*", reply("Clerk"))
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
		res := a.serve(request(tt.method, tt.path, "Sec-Fetch-Dest", "document"))
		assert.Equal(t, tt.status, res.Code, tt.path)
	}
	res := a.serve(get("/clerk/partials/user-button", "HX-Request", "true"))
	assert.Equal(t, http.StatusOK, res.Code)
}

func TestAGuardForTheWholeSiteGuardsTheRest(t *testing.T) {
	t.Parallel()
	a := newGuardedSite(t)
	files := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(files, "secret"), []byte("secret"), 0o600))
	a.GET("/*", echo.WrapHandler(http.FileServer(http.Dir(files))))
	a.GET("/clerk/admin", reply("secret"))
	a.GET("/clerk/fragments/admin/secret", reply("secret"))
	a.GET("/clerk/debug", reply("secret")) // a live instance has no such route
	a.GET("/sign-inside", reply("secret"))
	for _, path := range []string{
		"/", "/secret", "/clerk/admin", "/clerk/fragments/admin/secret", "/clerk/debug", "/sign-inside",
		"/clerk/static/../../secret", "/clerk/fragments/../../secret", "/__clerk/../secret", "/__clerk/%2e%2e/secret",
		"/sign-up/../secret", "//sign-in/../secret",
	} {
		r := get("/", "Sec-Fetch-Dest", "document")
		u, err := url.ParseRequestURI(path)
		require.NoError(t, err)
		r.URL = u
		res := a.serve(r)
		assert.NotContains(t, res.Body.String(), "secret", path)
		if res.Code != http.StatusOK && res.Code != http.StatusNotFound { // what the kit's own routes answer
			assert.Equal(t, http.StatusTemporaryRedirect, res.Code, path)
		}
	}
}

// The application's own sign-in page is a way out as well, whatever serves it.
func TestAGuardLeavesTheApplicationsOwnSignInPageOpen(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	cfg := clerk.Config()
	cfg.SignInURL = "/login"
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	a := &app{Echo: echo.New()}
	a.Use(kit.Middleware(), kit.Protect())
	a.GET("/*", reply("a page"))
	for path, status := range map[string]int{
		"/login": http.StatusOK, "/login/../private": http.StatusTemporaryRedirect, "/private": http.StatusTemporaryRedirect,
	} {
		assert.Equal(t, status, a.serve(get(path, "Sec-Fetch-Dest", "document")).Code, path)
	}
}

func TestTwoKitsNeedPathsOfTheirOwn(t *testing.T) {
	t.Parallel()
	kit := func(change func(*clerkhtmx.Config)) *clerkhtmx.Kit {
		cfg := clerktest.New(t).Config()
		change(&cfg)
		kit, err := clerkhtmx.New(cfg)
		require.NoError(t, err)
		return kit
	}
	for name, change := range map[string]func(*clerkhtmx.Config){
		"BasePath":          func(cfg *clerkhtmx.Config) {},
		"SignInURL":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignInURL = "/staff", "/sign-in" },
		"SignUpURL":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignUpURL = "/staff", "/sign-up" },
		"the proxy":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.FrontendAPIProxy.Path = "/staff", "/__clerk" },
		"one for the other": func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignInURL = "/staff", "/sign-up" },
	} {
		e := echo.New()
		first := kit(func(cfg *clerkhtmx.Config) {
			cfg.SignInURL, cfg.SignUpURL, cfg.FrontendAPIProxy.Path = "/sign-in", "/sign-up", "/__clerk"
		})
		first.Register(e)
		assert.NotPanics(t, func() { first.Register(e) }, "the same Kit twice is harmless")
		assert.Panics(t, func() { kit(change).Register(e) }, name)
		assert.NotPanics(t, func() { kit(change).Register(echo.New()) }, name)
		assert.NotPanics(t, func() { kit(func(cfg *clerkhtmx.Config) { cfg.BasePath = "/staff" }).Register(e) }, name)
	}
}
