package caching_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// refreshing is Clerk's answer to every refresh: a fresh token.
type refreshing func() string

func (fresh refreshing) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{"object":"cookies","cookies":["__session=` + fresh() + `; Path=/"]}`
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// An answer that sets a cookie is nobody else's, though the handler takes it for an
// asset that every cache may keep.
func TestAResponseThatSetsACookieIsNotStored(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	var fresh string
	a := harness.NewAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
		cfg.JWTKey = clerk.JWTKey()
		cfg.HTTPClient = &http.Client{Transport: refreshing(func() string { return fresh })}
	})
	asset := func(c echo.Context) error {
		header := c.Response().Header()
		for _, name := range []string{"Cache-Control", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Surrogate-Control"} {
			header.Set(name, "public, max-age=31536000, immutable")
		}
		header.Set("X-Accel-Expires", "31536000")
		header.Set("Expires", "Thu, 31 Dec 2037 23:55:55 GMT")
		return c.String(http.StatusOK, "a script")
	}
	a.GET("/asset.js", asset)
	a.GET("/guarded.js", asset, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Set("Cache-Control", "public, max-age=60")
			return next(c)
		}
	}, a.Kit.Protect())

	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	fresh = a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	handshake := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + fresh + "; Path=/"}}})
	expired := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, IssuedAt: time.Now().Add(-time.Hour)})
	for name, r := range map[string]*http.Request{
		"a transition":             a.Clerk.SignedIn(harness.Get("/asset.js"), a.Ada),
		"a handshake":              harness.Get("/asset.js", "Cookie", "__clerk_handshake="+handshake),
		"a refresh":                harness.Get("/asset.js", "Cookie", "__client_uat=1; __session="+expired+"; __refresh_"+harness.CookieSuffix(clerk)+"=x"),
		"a page that is to reload": harness.Get("/guarded.js", "Cookie", "__client_uat=1700000000", "HX-Request", "true"),
	} {
		res := a.Serve(r)
		assert.NotEmpty(t, res.Header().Values("Set-Cookie"), name)
		assert.Equal(t, []string{"private, no-store"}, res.Header().Values("Cache-Control"), name)
		for _, overriding := range []string{"Cdn-Cache-Control", "Cloudflare-Cdn-Cache-Control", "Surrogate-Control", "X-Accel-Expires", "Expires"} {
			assert.Empty(t, res.Header().Values(overriding), name)
		}
		assert.Contains(t, res.Header().Get("Vary"), "Cookie", name)
	}

	res := a.Serve(harness.Get("/asset.js"))
	assert.Equal(t, "public, max-age=31536000, immutable", res.Header().Get("Cache-Control"), "an answer for everybody stays one")
	assert.NotEmpty(t, res.Header().Get("Cdn-Cache-Control"))
}

// Whichever way a handler sends its answer, the headers for caches come last.
func TestHeadersForCachesAreSetHoweverTheAnswerIsSent(t *testing.T) {
	t.Parallel()
	cache := func(header http.Header) {
		header.Set("Cache-Control", "public, max-age=3600")
		header.Set("CDN-Cache-Control", "max-age=3600")
	}
	for name, send := range map[string]echo.HandlerFunc{
		"a flush first": func(c echo.Context) error {
			c.Response().Flush()
			_, err := io.WriteString(c.Response(), "data: 1")
			return err
		},
		"a flush by a ResponseController": func(c echo.Context) error { return http.NewResponseController(c.Response()).Flush() },
		"a flush of the Writer": func(c echo.Context) error {
			c.Response().Writer.(http.Flusher).Flush()
			return nil
		},
		"the Writer": func(c echo.Context) error {
			_, err := io.WriteString(c.Response().Writer, "hello")
			return err
		},
		"early hints first": func(c echo.Context) error {
			c.Response().Writer.WriteHeader(http.StatusEarlyHints)
			return c.String(http.StatusOK, "hello")
		},
		"nothing": func(echo.Context) error { return nil },
		"headers of the last moment": func(c echo.Context) error {
			c.Response().Before(func() { cache(c.Response().Header()) })
			return c.String(http.StatusOK, "hello")
		},
		"a Response of the handler's own": func(c echo.Context) error {
			c.SetResponse(echo.NewResponse(c.Response().Writer, c.Echo()))
			return c.String(http.StatusOK, "hello")
		},
		"an error": func(echo.Context) error { return echo.ErrTeapot },
	} {
		for compressed, with := range map[string][]echo.MiddlewareFunc{"": nil, ", compressed": {middleware.Gzip()}} {
			t.Run(name+compressed, func(t *testing.T) {
				t.Parallel()
				a := harness.NewApp(t)
				a.Use(with...)
				a.GET("/cached", func(c echo.Context) error {
					cache(c.Response().Header())
					return send(c)
				})
				a.GET("/guarded", send, a.Kit.Protect())
				server := httptest.NewServer(a)
				t.Cleanup(server.Close)
				header := func(path string, cookies []*http.Cookie) http.Header {
					r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
					require.NoError(t, err)
					r.Header.Set("Accept-Encoding", "gzip")
					for _, cookie := range cookies {
						r.AddCookie(cookie)
					}
					res, err := server.Client().Do(r)
					require.NoError(t, err)
					require.NoError(t, res.Body.Close())
					return res.Header
				}
				ada := a.Clerk.SignedIn(harness.Get("/"), a.Ada).Cookies()
				for _, path := range []string{"/cached", "/guarded"} {
					got := header(path, ada)
					assert.NotEmpty(t, got.Values("Set-Cookie"), "%s: a transition", path)
					assert.Equal(t, []string{"private, no-store"}, got.Values("Cache-Control"), path)
					assert.Empty(t, got.Values("CDN-Cache-Control"), path)
					assert.Contains(t, got.Values("Vary"), "Cookie, Authorization, HX-Request, Sec-Fetch-Dest, Sec-Fetch-Mode", path)
				}
				assert.Equal(t, "public, max-age=3600", header("/cached", nil).Get("Cache-Control"), "an answer for everybody stays one")
			})
		}
	}
}

// A redirect for a handshake is for one browser, whatever the middleware before says.
func TestHandshakesAreNotStored(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		mode   clerktest.Mode
		cookie string
		status int
	}{
		"a redirect":                          {clerktest.Production, "__client_uat=5", http.StatusTemporaryRedirect},
		"an outcome that a developer is told": {clerktest.DevelopmentCustomHost, "__clerk_handshake=a.b.c; __clerk_db_jwt=dvb_1", http.StatusInternalServerError},
	} {
		a := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: tt.mode}))
		a.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				c.Response().Header().Set("CDN-Cache-Control", "max-age=3600")
				c.Response().Header().Set("Cache-Control", "public, max-age=3600")
				return next(c)
			}
		})
		res := a.Serve(harness.Get("/public", "Sec-Fetch-Dest", "document", "Cookie", tt.cookie))
		assert.Equal(t, tt.status, res.Code, name)
		assert.Equal(t, []string{"private, no-store"}, res.Header().Values("Cache-Control"), name)
		assert.Empty(t, res.Header().Values("CDN-Cache-Control"), name)
	}
}

// The application may vouch for a request where no Middleware comes after it.
func TestAnAnswerToAVouchedRequestIsPersonal(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	kit, err := clerkhtmx.New(clerk.Config())
	require.NoError(t, err)
	vouch := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.SetRequest(c.Request().WithContext(clerkhtmx.NewContext(c.Request().Context(), clerkhtmx.Auth{UserID: "user_1"})))
			return next(c)
		}
	}
	hello := func(c echo.Context) error { return c.String(http.StatusOK, clerkhtmx.From(c).UserID) }
	for name, with := range map[string][]echo.MiddlewareFunc{
		"before Middleware":              {vouch, kit.Middleware()},
		"after Middleware":               {kit.Middleware(), vouch},
		"before Protect":                 {vouch, kit.Protect()},
		"between Middleware and Protect": {kit.Middleware(), vouch, kit.Protect()},
	} {
		a := &harness.App{Echo: echo.New()}
		a.GET("/", hello, with...)
		res := a.Serve(harness.Get("/"))
		assert.Equal(t, "user_1", res.Body.String(), name)
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"), name)
		assert.Contains(t, res.Header().Get("Vary"), "Cookie", name)
	}
}

func TestAnAnswerThatOnlyPeeksIsForEverybody(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	var seen string
	a.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			seen = clerkhtmx.Peek(c.Request().Context()).UserID
			return next(c)
		}
	})
	v := a.Visitor()
	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	v.Do(harness.Get("/public"))
	res := v.Do(harness.Get("/public"))
	assert.Equal(t, a.Ada.ID, seen)
	assert.Empty(t, res.Header().Get("Cache-Control"))
	assert.Empty(t, res.Header().Get("Vary"))
}
