package edges_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/static"
)

// guardedRouters returns applications that are guarded as a whole, each on another router.
func guardedRouters(s *site) map[string]http.Handler {
	page := func(http.ResponseWriter, *http.Request) error { return nil }
	everything := s.kit.HTTPProtect()
	mux := http.NewServeMux()
	mux.Handle("/", everything(secret))
	mux.Handle("/auth-docs/", everything(secret))
	behindChi := chi.NewRouter()
	behindChi.Use(s.kit.HTTPMiddleware, everything)
	for _, path := range []string{"/clerk", "/sign-in", "/sign-up"} {
		behindChi.Mount(path, s.kit.Handler())
	}
	behindChi.Handle("/*", secret)
	return map[string]http.Handler{
		"around a ServeMux":       s.kit.HTTPMiddleware(everything(s.onServeMux(page))),
		"around a nested router":  s.kit.HTTPMiddleware(nested(everything(s.onServeMux(page)))),
		"in chi's middlewares":    behindChi,
		"around one handler of /": s.kit.HTTPMiddleware(mux),
	}
}

// nested has one router pass everything on to another.
func nested(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	return mux
}

func TestAGuardAroundARouterLeavesItsWayOutOpen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, application := range guardedRouters(s) {
		for _, path := range []string{
			"/sign-in", "/sign-in/factor-one", "/sign-up/verify-email-address", "/clerk/static/" + static.Script().Name,
			"/clerk/fragments/account", "/__clerk/v1/client",
		} {
			res := serve(application, request(http.MethodGet, path, "Sec-Fetch-Dest", "document"))
			assert.Equal(t, http.StatusOK, res.Code, "%s: %s", name, path)
		}
	}
}

func TestAGuardReadsThePatternsOfAServeMux(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for pattern, status := range map[string]int{
		"/": http.StatusOK, "GET /": http.StatusOK, "example.com/": http.StatusOK, "GET example.com/{path...}": http.StatusOK,
		"/sign-in/": http.StatusOK, "GET example.com/sign-in/{step...}": http.StatusOK,
		"/{page}/": http.StatusUnauthorized, "/{page}/{step...}": http.StatusUnauthorized, "/sign-in/{step}": http.StatusUnauthorized,
		"GET /sign-in/{step}/{$}": http.StatusUnauthorized,
	} {
		mux := http.NewServeMux()
		mux.Handle(pattern, s.kit.HTTPProtect()(secret))
		path := "/sign-in/factor-one"
		if strings.HasSuffix(pattern, "{$}") {
			path += "/"
		}
		assert.Equal(t, status, serve(s.kit.HTTPMiddleware(mux), request(http.MethodGet, path)).Code, pattern)
	}
}

func TestAGuardAroundARouterGuardsTheRest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, application := range guardedRouters(s) {
		for _, path := range []string{
			"/", "/secret", "/clerk/admin", "/clerk", "/sign-inside", "/sign-in/../secret", "/sign-in/%2e%2e/secret", "/sign-in//secret",
			`/sign-in/..%5csecret`, "//sign-in/secret", "/clerk/fragments/../../secret", "/__clerk/../secret", "/clerk/debug",
		} {
			r := request(http.MethodGet, "/", "Sec-Fetch-Dest", "document")
			u, err := url.ParseRequestURI(path)
			require.NoError(t, err)
			r.URL = u
			res := serve(application, r)
			assert.NotEqual(t, "secret", res.Body.String(), "%s: %s", name, path)
			assert.Contains(t, []int{http.StatusTemporaryRedirect, http.StatusNotFound}, res.Code, "%s: %s", name, path)
		}
		res := serve(application, request(http.MethodPost, "/sign-in", "Sec-Fetch-Dest", "document"))
		assert.Equal(t, http.StatusSeeOther, res.Code, "%s: the page is for GET", name)
	}
}

// http.StripPrefix changes the path, but not the pattern of the router before it.
func TestAGuardLeavesItsWayOutOpenBelowThePathOfPublicURL(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *clerkhtmx.Config) { cfg.PublicURL = "https://example.com/app" })
	page := func(http.ResponseWriter, *http.Request) error { return nil }
	guardedApp := s.kit.HTTPProtect()(s.onServeMux(page))
	for name, app := range map[string]http.Handler{
		"the middleware is inside":  http.StripPrefix("/app", s.kit.HTTPMiddleware(guardedApp)),
		"the middleware is outside": s.kit.HTTPMiddleware(http.StripPrefix("/app", guardedApp)),
	} {
		mux, router := http.NewServeMux(), chi.NewRouter()
		mux.Handle("/app/", app)
		mux.Handle("/files/", http.StripPrefix("/files", s.kit.HTTPMiddleware(s.kit.HTTPProtect()(secret))))
		router.Mount("/app", app)
		for _, application := range []http.Handler{mux, router} {
			for path, status := range map[string]int{
				"/app/sign-in": http.StatusOK, "/app/sign-in/factor-one": http.StatusOK, "/app/dashboard": http.StatusTemporaryRedirect,
				"/app/clerk/static/" + static.Script().Name: http.StatusOK, "/app/__clerk/v1/client": http.StatusOK,
			} {
				assert.Equal(t, status, serve(application, request(http.MethodGet, path, "Sec-Fetch-Dest", "document")).Code, "%s: %s", name, path)
			}
		}
		res := serve(mux, request(http.MethodGet, "/files/sign-in/report.html"))
		assert.Equal(t, http.StatusUnauthorized, res.Code, "%s: another path is another application", name)
	}
}

func TestAGuardKnowsASignInPageByItsURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		signInURL, host, path string
		status                int
	}{
		{"http://example.com/login", "example.com", "/login", http.StatusOK},
		{"http://example.com/login", "EXAMPLE.com", "/login", http.StatusOK},
		{"http://example.com/login", "evil.example", "/login", http.StatusUnauthorized},
		{"http://example.com", "example.com", "/", http.StatusUnauthorized},
		{"http://example.com", "example.com", "", http.StatusUnauthorized}, // GET http://example.com HTTP/1.1
	} {
		s := newSite(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = tt.signInURL })
		r := request(http.MethodGet, "/")
		r.Host, r.URL = tt.host, &url.URL{Path: tt.path}
		assert.Equal(t, tt.status, serve(s.kit.HTTPMiddleware(s.kit.HTTPProtect()(secret)), r).Code, tt)
	}
}

func TestAGuardTakesNoPathWithADoubleSlashForItsWayOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	application := s.kit.HTTPMiddleware(s.kit.HTTPProtect()(secret))
	for path, status := range map[string]int{
		"/sign-in/": http.StatusOK, "/sign-in//": http.StatusUnauthorized, "/sign-in//x": http.StatusUnauthorized, "//sign-in": http.StatusUnauthorized,
	} {
		r := request(http.MethodGet, "/")
		r.URL = &url.URL{Path: path}
		assert.Equal(t, status, serve(application, r).Code, path)
	}
}

// A guard of one handler knows its route, so that what is below a page stays guarded.
func TestAGuardHoldsBelowItsWayOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/auth" })
	guard := s.kit.HTTPProtect(clerkhtmx.Role("org:admin"))
	mux, router := http.NewServeMux(), chi.NewRouter()
	for _, pattern := range []string{"/auth/users", "/auth/users/{id}", "/auth/files/{path...}", "/auth/groups/{group}/edit", "/__clerk/admin"} {
		mux.Handle(pattern, guard(secret))
	}
	for _, pattern := range []string{
		"/auth/users", "/auth/users/{id}", "/auth/files/*", "/auth/groups/{group}/edit", "/__clerk/admin",
		"/auth/{pin:....}", "/auth/my{file...}", "/auth/log*",
	} {
		router.With(guard).Handle(pattern, secret)
	}
	router.With(guard).Get("/auth/my files/*", secret)
	for name, application := range map[string]http.Handler{"http.ServeMux": mux, "chi": router} {
		for _, path := range []string{"/auth/users", "/auth/users/1", "/auth/files/a", "/auth/groups/1/edit", "/__clerk/admin"} {
			res := serve(s.kit.HTTPMiddleware(application), request(http.MethodGet, path))
			assert.Equal(t, http.StatusUnauthorized, res.Code, "%s: %s", name, path)
		}
	}
	for _, path := range []string{"/auth/1234", "/auth/mybill", "/auth/logs", "/auth/my%20files/a"} { // chi alone has such patterns
		assert.Equal(t, http.StatusUnauthorized, serve(s.kit.HTTPMiddleware(router), request(http.MethodGet, path)).Code, path)
	}
}

func TestAGuardMayKeepPeopleOffTheSignInPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	application := s.kit.HTTPMiddleware(s.kit.HTTPProtect(clerkhtmx.SignedOut())(s.kit.Handler()))
	assert.Equal(t, http.StatusOK, serve(application, request(http.MethodGet, "/sign-in")).Code)
	assert.Equal(t, http.StatusForbidden, serve(application, s.clerk.SignedIn(request(http.MethodGet, "/sign-in"), s.ada)).Code)
}

func TestAGuardWithoutItsMiddlewareSaysSo(t *testing.T) {
	t.Parallel()
	var log harness.LockedBuffer
	s := newSite(t, func(cfg *clerkhtmx.Config) { cfg.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	other := newSite(t)
	for name, application := range map[string]http.Handler{
		"none":             s.kit.HTTPProtect()(secret),
		"of another Kit":   other.kit.HTTPMiddleware(s.kit.HTTPProtect()(secret)),
		"after the guard":  s.kit.HTTPProtect()(s.kit.HTTPMiddleware(secret)),
		"for another Kit…": s.kit.HTTPMiddleware(other.kit.HTTPProtect()(secret)),
	} {
		res := serve(application, s.clerk.SignedIn(request(http.MethodGet, "/dashboard"), s.ada))
		assert.Equal(t, http.StatusInternalServerError, res.Code, name)
		assert.Equal(t, "Internal Server Error\n", res.Body.String(), name)
	}
	assert.Contains(t, log.String(), "kit.HTTPMiddleware")
}
