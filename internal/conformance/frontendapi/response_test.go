package frontendapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestFrontendAPIProxyRewritesLocation(t *testing.T) {
	t.Parallel()
	// FAPI and PROXY stand for the two addresses.
	tests := []struct{ name, base, location, want string }{
		{"to the Frontend API", "", "FAPI/v1/verify?a=1&b=%2F#c%20d", "PROXY/v1/verify?a=1&b=%2F#c%20d"},
		{"to its root", "", "FAPI", "PROXY"},
		{"to a path of it", "", "/npm/@clerk/clerk-js@6.40.0/dist/clerk.browser.js", "PROXY/npm/@clerk/clerk-js@6.40.0/dist/clerk.browser.js"},
		{"relative to the request", "", "b%2Fc?d", "PROXY/v1/b%2Fc?d"},
		{"to a path that looks like a host", "", "FAPI//evil.example", "PROXY//evil.example"},
		{"below a base path", "/fapi", "FAPI/fapi/v1/x", "PROXY/v1/x"},
		{"beside a base path", "/fapi", "FAPI/fapiary", "FAPI/fapiary"},
		{"out of a base path, which is not relative to the application", "/fapi", "/v1/x?a#b", "FAPI/v1/x?a#b"},
		{"to a host for browsers and a path for Go", "", "/\\evil.example", "PROXY/%5Cevil.example"},
		{"back to the application", "", "https://app.example.com/dashboard?x=1", "https://app.example.com/dashboard?x=1"},
		{"to a host that begins alike", "", "FAPI0/x", "FAPI0/x"},
		{"to a URL that cannot be parsed", "", "http://[", "http://["},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var fill *strings.Replacer
			upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", fill.Replace(tt.location))
				w.WriteHeader(http.StatusFound)
			})
			proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL += tt.base })
			fill = strings.NewReplacer("FAPI", upstream.URL, "PROXY", proxy.proxyURL())
			res := proxy.get(t, "/__clerk/v1/a")
			assert.Equal(t, http.StatusFound, res.StatusCode)
			assert.Equal(t, []string{fill.Replace(tt.want)}, res.Header.Values("Location"))
			assert.Len(t, upstream.received(), 1, "redirects are for the browser")
		})
	}
}

func TestFrontendAPIProxyGivesTheSecretKeyToNobodyElse(t *testing.T) {
	t.Parallel()
	elsewhere := newUpstream(t, nil)
	for _, status := range []int{301, 302, 303, 307, 308} {
		upstream := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/x", status)
		})
		proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) {
			c.HTTPClient = &http.Client{Transport: c.HTTPClient.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
		})
		res := proxy.get(t, "/__clerk/v1/client")
		assert.Equal(t, status, res.StatusCode)
		assert.Equal(t, elsewhere.URL+"/x", res.Header.Get("Location"))
		for name, values := range res.Header {
			assert.NotContains(t, strings.Join(values, " "), harness.LiveSecretKey, name)
		}
	}
	assert.Empty(t, elsewhere.received())
}

func TestFrontendAPIProxyKeepsResponsesAsTheyAre(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := io.WriteString(w, strings.Repeat("clerk ", 1000))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	cookies := []string{"__client=a; Path=/; HttpOnly", "__client_uat=1; Path=/", "__client_uat=1; Path=/; Domain=example.com"}
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		for _, cookie := range cookies {
			w.Header().Add("Set-Cookie", cookie)
		}
		w.Header().Set("Content-Encoding", "gzip") // though it was asked for identity
		w.Header().Set("Cache-Control", "public, max-age=60")
		_, _ = w.Write(zipped.Bytes())
	})
	proxy := newProxy(t, upstream)
	res := proxy.get(t, "/__clerk/v1/client", "Accept-Encoding", "gzip")
	assert.Equal(t, cookies, res.Header.Values("Set-Cookie"))
	assert.Equal(t, []string{"gzip"}, res.Header.Values("Content-Encoding"))
	assert.EqualValues(t, zipped.Len(), res.ContentLength)
	assert.Equal(t, zipped.String(), res.Body)
	assert.Equal(t, []string{"public, max-age=60"}, res.Header.Values("Cache-Control"))
}

// A server guesses the type of what has none, and the guess may be HTML.
func TestFrontendAPIProxyGuessesNoContentType(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		w.Header().Set("Content-Length", "14")
		_, _ = io.WriteString(w, "<html>x</html>")
	})
	proxy := newProxy(t, upstream)
	res := proxy.get(t, "/__clerk/v1/client")
	assert.Equal(t, "<html>x</html>", res.Body)
	assert.NotContains(t, res.Header, "Content-Type")
}

func TestFrontendAPIProxyAnswersForAClerkThatIsDown(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, nil)
	proxy := newProxy(t, upstream)
	upstream.Close()
	res := proxy.get(t, "/__clerk/v1/client", "Cookie", "__client=do-not-print-me")
	requireProxyError(t, res, http.StatusBadGateway, "proxy_request_failed")
	assert.Contains(t, proxy.log.String(), "Frontend API proxy")
	assert.NotContains(t, proxy.log.String(), "do-not-print-me")
}

func TestFrontendAPIProxyRefusesToSwitchProtocols(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
	})
	proxy := newProxy(t, upstream)
	res := proxy.get(t, "/__clerk/v1/client", "Connection", "Upgrade", "Upgrade", "websocket")
	requireProxyError(t, res, http.StatusBadGateway, "proxy_request_failed")
}

func TestFrontendAPIProxyPassesOnlyFinalStatuses(t *testing.T) {
	t.Parallel()
	for status, passes := range map[int]bool{99: false, 101: false, 200: true, 599: true, 600: false, 999: false} {
		closed := false
		upstream := newUpstream(t, nil)
		proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) {
			c.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
				body := closer{strings.NewReader("x"), func() { closed = true }}
				return &http.Response{StatusCode: status, Body: body, Request: r, Header: http.Header{}}, nil
			})}
		})
		res := proxy.get(t, "/__clerk/v1/client")
		assert.True(t, closed, "the connection to Clerk is free again after %d", status)
		if passes {
			assert.Equal(t, status, res.StatusCode)
			continue
		}
		requireProxyError(t, res, http.StatusBadGateway, "proxy_request_failed")
	}
}

func TestFrontendAPIProxyPassesNoTrailers(t *testing.T) {
	t.Parallel()
	var trailer http.Header
	upstream := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		trailer = r.Trailer
		w.Header().Set("Trailer", "X-Announced")
		_, _ = io.WriteString(w, "x")
		w.Header().Set("X-Announced", "1")
		w.Header().Set(http.TrailerPrefix+"Set-Cookie", "unannounced=1")
	})
	proxy := newProxy(t, upstream)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, proxy.proxyURL()+"/v1/client", io.LimitReader(zeros{}, 10))
	require.NoError(t, err)
	r.Trailer = http.Header{"X-Of-Browser": {"1"}}
	res, err := proxy.Client().Transport.RoundTrip(r)
	require.NoError(t, err)
	announced := res.Trailer
	readAnswer(t, res)
	assert.Empty(t, announced)
	assert.Empty(t, res.Trailer)
	assert.Empty(t, trailer)
}

// http.TimeoutHandler, which Echo's Timeout middleware is made of, cannot flush.
func TestFrontendAPIProxyStreamsNotWithinATimeout(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first")
		_ = http.NewResponseController(w).Flush() // of unknown length, which is why the proxy flushes
		_, _ = io.WriteString(w, "second")
	})
	proxy := newProxy(t, upstream)
	proxy.echo.Use(echo.WrapMiddleware(func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "") }))
	res := proxy.get(t, "/__clerk/v1/client")
	assert.Equal(t, http.StatusOK, res.StatusCode)
	assert.Equal(t, "firstsecond", res.Body)
}

func TestFrontendAPIProxyStreams(t *testing.T) {
	t.Parallel()
	seen := make(chan struct{})
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first")
		_ = http.NewResponseController(w).Flush()
		<-seen
		_, _ = io.WriteString(w, "second")
	})
	proxy := newProxy(t, upstream)
	res, err := http.Get(proxy.proxyURL() + "/v1/stream")
	require.NoError(t, err)
	defer res.Body.Close()
	first := make([]byte, len("first"))
	_, err = io.ReadFull(res.Body, first) // waits for ever if the proxy does
	require.NoError(t, err)
	assert.Equal(t, "first", string(first))
	close(seen)
	rest, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, "second", string(rest))
}

func TestFrontendAPIProxyWaitsForTheFinalStatus(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</x>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
		w.WriteHeader(http.StatusAccepted)
	})
	proxy := newProxy(t, upstream)
	proxy.echo.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Set("X-Of-Application", "1")
			return next(c)
		}
	})
	res := proxy.do(t, http.MethodPost, "/__clerk/v1/client", strings.NewReader("x"), "Expect", "100-continue")
	assert.Equal(t, http.StatusAccepted, res.StatusCode)
	assert.Equal(t, "1", res.Header.Get("X-Of-Application"))
	assert.Empty(t, res.Header.Values("Link"))
	assert.Empty(t, upstream.last(t).Header.Values("Expect"))
	assert.Empty(t, proxy.log.String())
}
