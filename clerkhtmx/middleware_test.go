package clerkhtmx_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// app is a small application on a Kit and a fake Clerk.
type app struct {
	*echo.Echo
	clerk *clerktest.Clerk
	kit   *clerkhtmx.Kit
	ada   clerktest.User
}

func newApp(t *testing.T, change ...func(*clerkhtmx.Config)) *app {
	t.Helper()
	return newAppOn(t, clerktest.New(t), change...)
}

func newAppOn(t *testing.T, clerk *clerktest.Clerk, change ...func(*clerkhtmx.Config)) *app {
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
	return &app{Echo: e, clerk: clerk, kit: kit, ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com", FirstName: "Ada"})}
}

// token is a fresh session token of the user.
func (a *app) token(u clerktest.User) string {
	session := a.clerk.StartSession(clerktest.SessionParams{UserID: u.ID})
	return a.clerk.Token(clerktest.TokenParams{SessionID: session.ID})
}

// serve answers one request.
func (a *app) serve(r *http.Request) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	a.ServeHTTP(res, r)
	return res
}

func (a *app) userID(t *testing.T, r *http.Request) string {
	t.Helper()
	res := a.serve(r)
	require.Equal(t, http.StatusOK, res.Code)
	return decodeJSON[clerkhtmx.Auth](t, res).UserID
}

func get(target string, header ...string) *http.Request {
	return request(http.MethodGet, target, header...)
}

// request makes a request with header given as name, value, name, value …
func request(method, target string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestMiddlewareAuthenticates(t *testing.T) {
	t.Parallel()
	a := newApp(t)

	t.Run("a browser's cookies", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, a.ada.ID, a.userID(t, a.clerk.SignedIn(get("/whoami"), a.ada)))
	})
	t.Run("a bearer token", func(t *testing.T) {
		t.Parallel()
		r := get("/whoami", "Authorization", "Bearer "+a.token(a.ada))
		assert.Equal(t, a.ada.ID, a.userID(t, r))
	})
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		res := a.serve(get("/whoami"))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Equal(t, "signed-out", res.Header().Get("X-Clerk-Auth-Status"))
		assert.Equal(t, "session-token-and-uat-missing", res.Header().Get("X-Clerk-Auth-Reason"))
	})
	t.Run("garbage for a token", func(t *testing.T) {
		t.Parallel()
		assert.Empty(t, a.userID(t, get("/whoami", "Authorization", "Bearer a.b.c")))
	})
	t.Run("a token of another instance", func(t *testing.T) {
		t.Parallel()
		other := clerktest.New(t)
		bob := other.CreateUser(clerktest.User{Email: "bob@example.com"})
		assert.Empty(t, a.userID(t, get("/whoami", "Authorization", "Bearer "+other.Token(clerktest.TokenParams{SessionID: other.StartSession(clerktest.SessionParams{UserID: bob.ID}).ID}))))
	})
}

func TestMiddlewareMarksPersonalResponses(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	t.Run("a handler that asked who it is", func(t *testing.T) {
		t.Parallel()
		res := a.serve(get("/whoami"))
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
		assert.Contains(t, res.Header().Get("Vary"), "Cookie")
	})
	t.Run("a handler that did not ask", func(t *testing.T) {
		t.Parallel()
		res := a.serve(get("/public"))
		assert.Empty(t, res.Header().Get("Cache-Control"))
		assert.Empty(t, res.Header().Get("Vary"))
	})
}

func TestMiddlewareSkips(t *testing.T) {
	t.Parallel()
	a := newApp(t, func(cfg *clerkhtmx.Config) {
		cfg.Skipper = func(c echo.Context) bool { return c.Path() == "/whoami" || c.Path() == "/secret" }
	})
	a.GET("/secret", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, a.kit.Protect())

	assert.Empty(t, a.userID(t, a.clerk.SignedIn(get("/whoami"), a.ada)))
	res := a.serve(a.clerk.SignedIn(get("/secret"), a.ada))
	assert.Equal(t, http.StatusUnauthorized, res.Code, "skipped means signed out, not allowed")
}

func TestMiddlewareSendsStaleDocumentsThroughTheHandshake(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	stale := func(r *http.Request) *http.Request {
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		return r
	}
	t.Run("a document is redirected", func(t *testing.T) {
		t.Parallel()
		res := a.serve(stale(get("/whoami", "Sec-Fetch-Dest", "document")))
		assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
		assert.Contains(t, res.Header().Get("Location"), "/v1/client/handshake?redirect_url=")
		assert.Equal(t, "handshake", res.Header().Get("X-Clerk-Auth-Status"))
		assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
	})
	t.Run("an htmx request never is, whatever it accepts", func(t *testing.T) {
		t.Parallel()
		res := a.serve(stale(get("/whoami", "HX-Request", "true", "Accept", "text/html")))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Empty(t, res.Header().Get("Location"))
		assert.Equal(t, "client-uat-but-no-session-token", res.Header().Get("X-Clerk-Auth-Reason"))
	})
	t.Run("nor is one that restores history in htmx 4", func(t *testing.T) {
		t.Parallel()
		res := a.serve(stale(get("/whoami", "HX-History-Restore-Request", "true", "Accept", "text/html")))
		assert.Equal(t, http.StatusOK, res.Code)
	})
}
