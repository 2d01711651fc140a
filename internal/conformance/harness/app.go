package harness

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// App is a small application on a Kit and a fake Clerk.
type App struct {
	*echo.Echo
	Clerk *clerktest.Clerk // nil in an application that gets its keys from an [Instance]
	Kit   *clerkhtmx.Kit
	Ada   clerktest.User // a user of Clerk
}

// NewApp makes an application on a fake Clerk of its own. Its page /whoami answers with the request's Auth in JSON; its page
// /public asks for no Auth. Each function of change may change the configuration.
func NewApp(t testing.TB, change ...func(*clerkhtmx.Config)) *App {
	t.Helper()
	// A token that a table holds must still be good when a slow machine comes to it.
	return NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{TokenTTL: time.Hour}), change...)
}

// NewAppOn is [NewApp] with a fake Clerk that the caller made.
func NewAppOn(t testing.TB, clerk *clerktest.Clerk, change ...func(*clerkhtmx.Config)) *App {
	t.Helper()
	cfg := clerk.Config()
	cfg.SignInURL = "/sign-in"
	cfg.Logger = slog.New(slog.DiscardHandler)
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/whoami", func(c echo.Context) error {
		return c.JSON(http.StatusOK, clerkhtmx.From(c))
	})
	e.GET("/public", func(c echo.Context) error { return c.String(http.StatusOK, "hello") })
	return &App{Echo: e, Clerk: clerk, Kit: kit, Ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com", FirstName: "Ada"})}
}

// Token makes a fresh session token of the user.
func (a *App) Token(u clerktest.User) string {
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: u.ID})
	return a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID})
}

// Serve answers one request.
func (a *App) Serve(r *http.Request) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	a.ServeHTTP(res, r)
	return res
}

// UserID serves the request, which must be for a page that answers as /whoami does, and returns the user's id.
func (a *App) UserID(t testing.TB, r *http.Request) string {
	t.Helper()
	res := a.Serve(r)
	require.Equal(t, http.StatusOK, res.Code)
	return DecodeJSON[clerkhtmx.Auth](t, res).UserID
}
