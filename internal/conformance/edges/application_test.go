package edges_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// The functions in a Config take Echo's context. At the edge of net/http, it has the request and the response.
func TestFunctionsOfAConfigWorkWithoutEcho(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *clerkhtmx.Config) {
		cfg.Skipper = func(c echo.Context) bool { return c.Request().Header.Get("X-Skip") != "" }
		cfg.Nonce = func(c echo.Context) string { return c.Request().Header.Get("X-Nonce") }
		cfg.Refuse = func(c echo.Context, refusal clerkhtmx.Refusal) error {
			if c.Request().Header.Get("X-Teapot") != "" {
				return echo.NewHTTPError(http.StatusTeapot, "no tea for you")
			}
			return c.HTML(refusal.Status, "own page: "+refusal.SignInURL)
		}
	})
	application := s.edges["http.ServeMux"]

	res := serve(application, s.clerk.SignedIn(request(http.MethodGet, "/dashboard", "X-Skip", "1"), s.ada))
	assert.Equal(t, http.StatusUnauthorized, res.Code, "a skipped request is signed out")
	assert.Contains(t, serve(application, request(http.MethodGet, "/page", "X-Nonce", "n0nce")).Body.String(), `nonce="n0nce"`)

	res = serve(application, request(http.MethodGet, "/dashboard", "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusUnauthorized, res.Code)
	assert.Contains(t, res.Body.String(), "own page: /sign-in?redirect_url=")
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))

	res = serve(application, request(http.MethodGet, "/dashboard", "Sec-Fetch-Dest", "document", "X-Teapot", "1"))
	assert.Equal(t, http.StatusTeapot, res.Code)
	assert.Equal(t, "no tea for you\n", res.Body.String())
}

func TestAPageSeesTheContextOfTheHandler(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	type key struct{}
	s.kit.Fragment("greeting", clerkhtmx.Fragment{Content: clerkhtmx.HTTPView(func(r *http.Request) (partials.Component, error) {
		greeting, _ := r.Context().Value(key{}).(string)
		return partials.Text(greeting), nil
	})})
	application := s.kit.HTTPMiddleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		html, err := s.kit.PageFromContext(context.WithValue(r.Context(), key{}, "Bonjour")).Fragment("greeting")
		if assert.NoError(t, err) {
			_, _ = w.Write([]byte(html))
		}
	}))
	assert.Contains(t, serve(application, request(http.MethodGet, "/")).Body.String(), "Bonjour")
}

// An error of the application's is told to its log and not to strangers.
func TestAnErrorOfTheApplicationIsA500(t *testing.T) {
	t.Parallel()
	var log harness.LockedBuffer
	s := newSite(t, func(cfg *clerkhtmx.Config) { cfg.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	s.kit.Fragment("broken", clerkhtmx.Fragment{Content: func(echo.Context) (partials.Component, error) {
		return nil, errors.New("the database is down")
	}})
	res := serve(s.edges["http.ServeMux"], request(http.MethodGet, "/clerk/fragments/broken"))
	assert.Equal(t, http.StatusInternalServerError, res.Code)
	assert.Equal(t, "Internal Server Error\n", res.Body.String())
	assert.Contains(t, log.String(), "the database is down")

	flaky := clerkhtmx.WhereContext(func(context.Context, clerkhtmx.Auth) (bool, error) { return true, errors.New("no flags today") })
	guarded := s.kit.HTTPMiddleware(s.kit.HTTPProtect(flaky)(secret))
	res = serve(guarded, s.clerk.SignedIn(request(http.MethodGet, "/"), s.ada))
	assert.Equal(t, http.StatusInternalServerError, res.Code)
	assert.NotContains(t, res.Body.String(), "secret")
	assert.Contains(t, log.String(), "no flags today")
}

// brokenConnection fails after the headers.
type brokenConnection struct {
	http.ResponseWriter
	statuses []int
}

func (b *brokenConnection) WriteHeader(status int)    { b.statuses = append(b.statuses, status) }
func (b *brokenConnection) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// Clients hang up at any time: that is no error of the application's, and there is no second answer.
func TestAnAnswerThatCannotBeSentIsNotAnsweredAgain(t *testing.T) {
	t.Parallel()
	var log harness.LockedBuffer
	s := newSite(t, func(cfg *clerkhtmx.Config) {
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
		cfg.Refuse = func(c echo.Context, refusal clerkhtmx.Refusal) error { return c.HTML(refusal.Status, "own page") }
	})
	for edge, application := range s.edges {
		for name, r := range map[string]*http.Request{
			"a ready page":          request(http.MethodGet, "/sign-in"),
			"a refusal":             request(http.MethodGet, "/dashboard"),
			"the application's own": request(http.MethodGet, "/dashboard", "Sec-Fetch-Dest", "document"),
		} {
			w := &brokenConnection{ResponseWriter: httptest.NewRecorder()}
			application.ServeHTTP(w, r)
			assert.Len(t, w.statuses, 1, "%s: %s", edge, name)
		}
	}
	assert.Empty(t, log.String())
}

func TestAnApplicationOnNetHTTPVouchesForRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	vouched := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(clerkhtmx.NewContext(r.Context(), clerkhtmx.Auth{UserID: "user_1"})))
		})
	}
	for name, application := range map[string]http.Handler{
		"before the middleware":  vouched(s.edges["http.ServeMux"]),
		"without the middleware": vouched(s.kit.HTTPProtect()(secret)),
		"at chi":                 vouched(s.edges["chi"]),
	} {
		res := serve(application, request(http.MethodGet, "/dashboard"))
		assert.Equal(t, "secret", res.Body.String(), name)
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"), name)
	}
}

// The answer depends on the Auth only where the handler asks for it, however it is sent.
func TestHeadersForCachesAtTheEdgeOfNetHTTP(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	consult := func(r *http.Request) { _ = clerkhtmx.FromContext(r.Context()) }
	for name, tt := range map[string]struct {
		handler  http.HandlerFunc
		personal bool
	}{
		"nothing is asked":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }, false},
		"nothing is written": {func(_ http.ResponseWriter, r *http.Request) { consult(r) }, true},
		"a status alone": {func(w http.ResponseWriter, r *http.Request) {
			consult(r)
			w.WriteHeader(http.StatusNoContent)
		}, true},
		"a flush": {func(w http.ResponseWriter, r *http.Request) {
			consult(r)
			assert.NoError(t, http.NewResponseController(w).Flush())
		}, true},
		"a copy": {func(w http.ResponseWriter, r *http.Request) {
			consult(r)
			_, err := io.CopyN(w, strings.NewReader("text"), 4) // by ReadFrom
			assert.NoError(t, err)
		}, true},
		"a file": {func(w http.ResponseWriter, r *http.Request) {
			consult(r)
			http.ServeContent(w, r, "file.txt", time.Time{}, strings.NewReader("text"))
		}, true},
	} {
		server := httptest.NewServer(s.kit.HTTPMiddleware(tt.handler))
		res, err := http.Get(server.URL)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		server.Close()
		assert.Equal(t, tt.personal, res.Header.Get("Cache-Control") == "private, no-store", name)
	}
}

func TestAViewWithoutAFunctionPanicsWhileTheProgramIsSetUp(t *testing.T) {
	t.Parallel()
	assert.PanicsWithValue(t, "clerkhtmx: HTTPView: the function is nil: leave the Content or Fallback of the Fragment empty to show nothing",
		func() { clerkhtmx.HTTPView(nil) })
}

// http.TimeoutHandler has no Flush, and sends the headers at the end.
func TestAFlushThatIsNotSupportedSendsNoHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.ErrorIs(t, http.NewResponseController(w).Flush(), http.ErrNotSupported)
		_, _ = io.WriteString(w, clerkhtmx.FromContext(r.Context()).UserID)
	})
	application := http.TimeoutHandler(s.kit.HTTPMiddleware(handler), time.Minute, "too late")
	assert.Contains(t, serve(application, request(http.MethodGet, "/")).Header().Get("Cache-Control"), "no-store")
}
