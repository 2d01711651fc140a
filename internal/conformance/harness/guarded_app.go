package harness

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// guardedPages returns the paths of guarded pages, with what they require.
func guardedPages() map[string][]clerkhtmx.Requirement {
	eachTime := clerkhtmx.ReverificationLevel{Level: clerkhtmx.FirstFactor, AfterMinutes: 0}
	return map[string][]clerkhtmx.Requirement{
		"/dashboard": nil,
		"/admin":     {clerkhtmx.Role("org:admin")},
		"/vault":     {clerkhtmx.Reverification(eachTime)},
	}
}

// NewGuardedApp makes an application with three guarded pages, which answer "secret": /dashboard is for people, /admin for
// administrators, and /vault asks for the first factor each time.
func NewGuardedApp(t testing.TB) *App {
	t.Helper()
	a := NewApp(t)
	for path, requirements := range guardedPages() {
		a.Any(path, Reply("secret"), a.Kit.Protect(requirements...))
	}
	return a
}

// GuardedMux is the application of [NewGuardedApp] on net/http.
func GuardedMux(kit *clerkhtmx.Kit) http.Handler {
	secret := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("secret")) })
	mux := http.NewServeMux()
	for path, requirements := range guardedPages() {
		mux.Handle(path, kit.HTTPProtect(requirements...)(secret))
	}
	return kit.HTTPMiddleware(mux)
}

// NewGuardedSite makes an application that guards everything, as e.Use(kit.Middleware(), kit.Protect()) does. Its fragment
// "open" is for everybody. Each function of change may change the configuration.
func NewGuardedSite(t testing.TB, change ...func(*clerkhtmx.Config)) *App {
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
	kit.Fragment("open", clerkhtmx.Fragment{Content: Text("everybody")})
	return &App{Echo: e, Clerk: clerk, Kit: kit, Ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com"})}
}
