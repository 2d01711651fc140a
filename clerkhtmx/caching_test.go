package clerkhtmx_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
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
	a := newAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
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
	}, a.kit.Protect())

	session := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID})
	fresh = a.clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	handshake := a.clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + fresh + "; Path=/"}}})
	expired := a.clerk.Token(clerktest.TokenParams{SessionID: session.ID, IssuedAt: time.Now().Add(-time.Hour)})
	for name, r := range map[string]*http.Request{
		"a transition":             a.clerk.SignedIn(get("/asset.js"), a.ada),
		"a handshake":              get("/asset.js", "Cookie", "__clerk_handshake="+handshake),
		"a refresh":                get("/asset.js", "Cookie", "__client_uat=1; __session="+expired+"; __refresh_"+suffixOf(clerk)+"=x"),
		"a page that is to reload": get("/guarded.js", "Cookie", "__client_uat=1700000000", "HX-Request", "true"),
	} {
		res := a.serve(r)
		assert.NotEmpty(t, res.Header().Values("Set-Cookie"), name)
		assert.Equal(t, []string{"private, no-store"}, res.Header().Values("Cache-Control"), name)
		for _, overriding := range []string{"Cdn-Cache-Control", "Cloudflare-Cdn-Cache-Control", "Surrogate-Control", "X-Accel-Expires", "Expires"} {
			assert.Empty(t, res.Header().Values(overriding), name)
		}
		assert.Contains(t, res.Header().Get("Vary"), "Cookie", name)
	}

	res := a.serve(get("/asset.js"))
	assert.Equal(t, "public, max-age=31536000, immutable", res.Header().Get("Cache-Control"), "an answer for everybody stays one")
	assert.NotEmpty(t, res.Header().Get("Cdn-Cache-Control"))
}

func TestAnAnswerThatOnlyPeeksIsForEverybody(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var seen string
	a.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			seen = clerkhtmx.Peek(c.Request().Context()).UserID
			return next(c)
		}
	})
	v := a.visitor()
	v.as(a.clerk.SignedIn(get("/"), a.ada))
	v.do(get("/public"))
	res := v.do(get("/public"))
	assert.Equal(t, a.ada.ID, seen)
	assert.Empty(t, res.Header().Get("Cache-Control"))
	assert.Empty(t, res.Header().Get("Vary"))
}
