package doctest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// The last section of docs/net-http.md: what one edge has authenticated, the other one knows.
func TestAMuxBehindEchoAndEchoBehindAMux(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	acme := clerk.CreateOrganization(clerktest.Organization{Name: "Acme Inc"})
	clerk.AddMember(acme, ada, "org:admin")
	for name, compose := range map[string]func(*clerkhtmx.Kit) http.Handler{"a mux behind Echo": muxBehindEcho, "Echo behind a mux": echoBehindMux} {
		t.Run(name, func(t *testing.T) {
			kit, err := clerkhtmx.New(clerk.Config())
			require.NoError(t, err)
			app := compose(kit)
			get := func(path string, signIn func(*http.Request) *http.Request) *httptest.ResponseRecorder {
				req := httptest.NewRequest(http.MethodGet, path, nil)
				req.Header.Set("Accept", "application/json")
				rec := httptest.NewRecorder()
				app.ServeHTTP(rec, signIn(req))
				return rec
			}
			nobody := func(r *http.Request) *http.Request { return r }
			member := func(r *http.Request) *http.Request { return clerk.SignedIn(r, ada) }
			admin := func(r *http.Request) *http.Request { return clerk.SignedInTo(r, ada, acme) }

			assert.Empty(t, get("/part/me", nobody).Body.String())
			assert.Equal(t, ada.ID, get("/part/me", member).Body.String())
			assert.Equal(t, http.StatusUnauthorized, get("/part/admin", nobody).Code)
			assert.Equal(t, http.StatusForbidden, get("/part/admin", member).Code)
			assert.Equal(t, http.StatusOK, get("/part/admin", admin).Code)
			assert.Equal(t, "private, no-store", get("/part/me", member).Header().Get("Cache-Control"))
		})
	}
}

func muxBehindEcho(kit *clerkhtmx.Kit) http.Handler {
	me := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, clerkhtmx.FromContext(r.Context()).UserID)
	}
	part := http.NewServeMux()
	part.HandleFunc("GET /part/me", me)
	part.Handle("GET /part/admin", kit.HTTPProtect(clerkhtmx.Role("org:admin"))(http.HandlerFunc(me)))
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.Any("/part/*", echo.WrapHandler(part))
	return e
}

func echoBehindMux(kit *clerkhtmx.Kit) http.Handler {
	me := func(c echo.Context) error { return c.String(http.StatusOK, clerkhtmx.From(c).UserID) }
	e := echo.New()
	e.GET("/part/me", me)
	e.GET("/part/admin", me, kit.Protect(clerkhtmx.Role("org:admin")))
	mux := http.NewServeMux()
	mux.Handle("/clerk/", kit.Handler())
	mux.Handle("/part/", e)
	return kit.HTTPMiddleware(mux)
}
