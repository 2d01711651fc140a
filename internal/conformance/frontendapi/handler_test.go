package frontendapi_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestFrontendAPIProxyPassesRequestsOn(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Of-Clerk", "1")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "answer")
	})
	proxy := newProxy(t, upstream)
	res := proxy.do(t, http.MethodPost, "/__clerk/v1/client/sign_ins?_method=PATCH&a=1;b=%zz", strings.NewReader("strategy=password"),
		"Content-Type", "application/x-www-form-urlencoded", "Cookie", "__client=c", "Origin", proxy.URL,
		"Clerk-Secret-Key", "forged", "Clerk-Proxy-Url", "https://evil.example", "Accept-Encoding", "br")
	assert.Equal(t, http.StatusTeapot, res.StatusCode)
	assert.Equal(t, "answer", res.Body)
	assert.Equal(t, "1", res.Header.Get("X-Of-Clerk"))

	got := upstream.last(t)
	assert.Equal(t, "POST /v1/client/sign_ins?_method=PATCH&a=1;b=%zz", got.Method+" "+got.URI, "the query is Clerk's to read")
	assert.Equal(t, len("strategy=password"), got.Body)
	assert.Equal(t, strings.TrimPrefix(upstream.URL, "http://"), got.Host)
	for name, want := range map[string]string{
		"Clerk-Secret-Key":  harness.LiveSecretKey,
		"Clerk-Proxy-Url":   proxy.proxyURL(),
		"Accept-Encoding":   "identity",
		"Content-Type":      "application/x-www-form-urlencoded",
		"Cookie":            "__client=c",
		"Origin":            proxy.URL,
		"X-Forwarded-Host":  strings.TrimPrefix(proxy.URL, "http://"),
		"X-Forwarded-Proto": "http",
		"X-Forwarded-For":   "127.0.0.1",
	} {
		assert.Equal(t, []string{want}, got.Header.Values(name), name)
	}
}

func TestFrontendAPIProxyDropsHopByHopHeaders(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Connection", "X-Hop")
		for _, name := range []string{"X-Hop", "Keep-Alive", "Proxy-Authenticate", "Upgrade"} {
			h.Set(name, "x")
		}
		h.Set("X-End", "x")
	})
	proxy := newProxy(t, upstream)
	res := proxy.get(t, "/__clerk/v1/client",
		"Connection", "X-Hop, Upgrade, Clerk-Secret-Key, Clerk-Proxy-Url, X-Forwarded-For", "X-Hop", "x", "X-End", "x",
		"Upgrade", "websocket", "Keep-Alive", "x", "Te", "trailers", "Proxy-Authorization", "x", "Proxy-Connection", "x")
	got := upstream.last(t)
	for _, name := range []string{"Connection", "X-Hop", "Upgrade", "Keep-Alive", "Te", "Proxy-Authorization", "Proxy-Connection"} {
		assert.Empty(t, got.Header.Values(name), name)
	}
	assert.Equal(t, "x", got.Header.Get("X-End"))
	assert.Equal(t, harness.LiveSecretKey, got.Header.Get("Clerk-Secret-Key"), "the browser cannot have it removed")
	assert.Equal(t, proxy.proxyURL(), got.Header.Get("Clerk-Proxy-Url"))
	assert.Equal(t, "127.0.0.1", got.Header.Get("X-Forwarded-For"))
	for _, name := range []string{"Connection", "X-Hop", "Keep-Alive", "Proxy-Authenticate", "Upgrade"} {
		assert.Empty(t, res.Header.Values(name), name)
	}
	assert.Equal(t, "x", res.Header.Get("X-End"))
}

func TestFrontendAPIProxyBelievesTrustedPeersOnly(t *testing.T) {
	t.Parallel()
	// Tests connect from 127.0.0.1.
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	spoofed := []string{
		"X-Forwarded-Host", "app.example.com, inner.example", "X-Forwarded-Proto", "https",
		"X-Forwarded-For", "203.0.113.66, 198.51.100.7", "X-Real-Ip", "203.0.113.66", "Cf-Connecting-Ip", "203.0.113.66",
		"True-Client-Ip", "203.0.113.66", "Forwarded", "for=203.0.113.66;host=evil.example",
	}
	tests := []struct {
		name      string
		trusted   []netip.Prefix
		extractor echo.IPExtractor
		origin    string // empty: the application's own
		client    string
	}{
		{"a proxy on this machine is trusted by default, with its own word for the client", nil, nil, "https://app.example.com", "198.51.100.7"},
		{"a proxy that the configuration names is trusted", loopback, nil, "https://app.example.com", "198.51.100.7"},
		{"nobody is trusted", []netip.Prefix{}, nil, "", "127.0.0.1"},
		{"what the application told Echo counts for the client", nil, echo.ExtractIPFromRealIPHeader(), "https://app.example.com", "203.0.113.66"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			upstream := newUpstream(t, nil)
			proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) { c.TrustedProxies = tt.trusted })
			proxy.echo.IPExtractor = tt.extractor
			origin := tt.origin
			if origin == "" {
				origin = proxy.URL
			}
			proxy.get(t, "/__clerk/v1/client", spoofed...)
			got := upstream.last(t).Header
			scheme, host, _ := strings.Cut(origin, "://")
			assert.Equal(t, origin+"/__clerk", got.Get("Clerk-Proxy-Url"))
			assert.Equal(t, []string{host}, got.Values("X-Forwarded-Host"))
			assert.Equal(t, []string{scheme}, got.Values("X-Forwarded-Proto"))
			assert.Equal(t, []string{tt.client}, got.Values("X-Forwarded-For"))
			for _, name := range []string{"X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip", "Forwarded"} {
				assert.Empty(t, got.Values(name), name)
			}
		})
	}
}

func TestFrontendAPIProxyKeepsToItsHost(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, want string }{
		{"/__clerk", "/"},
		{"/__clerk?a=1", "/?a=1"},
		{"/__clerk/", "/"},
		{"/__clerk/v1/client/", "/v1/client/"},
		{"/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js", "/npm/@clerk/clerk-js@6/dist/clerk.browser.js"},
		{"/__clerk/v1//client", "/v1//client"},
		{"/__clerk/v1/a%2Fb", "/v1/a%2Fb"},
		{"/__clerk/v1/%C3%A4%3Fx=1", "/v1/%C3%A4%3Fx=1"},
		{"/__clerk/v1/a%20b", "/v1/a%20b"},
		{"/__clerk/@evil.example", "/@evil.example"},
		{"/__clerk/:80", "/:80"},
		{"/__clerk/https://evil.example/", "/https://evil.example/"},

		{"/__clerk//evil.example", ""},
		{"/__clerk/%2Fevil.example", ""},
		{"/__clerk/%2F/evil.example", ""},
		{"/__clerk/%5Cevil.example", ""},
		{"/__clerk/..", ""},
		{"/__clerk/../clerk/session", ""},
		{"/__clerk/v1/../../x", ""},
		{"/__clerk/v1/%2e%2e/x", ""},
		{"/__clerk/v1/..%2F..%2Fx", ""},
		{"/__clerk/./v1", ""},
		{"/__clerk/v1/%0d%0aX-Evil:1", ""},
		{"/__clerk/v1/%00", ""},
	}
	for _, base := range []string{"", "/fapi"} {
		for _, tt := range tests {
			t.Run(base+tt.path, func(t *testing.T) {
				t.Parallel()
				upstream := newUpstream(t, nil)
				proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL += base })
				res := proxy.get(t, tt.path)
				if tt.want == "" {
					requireProxyError(t, res, http.StatusBadRequest, "proxy_path_mismatch")
					assert.Empty(t, upstream.received())
					return
				}
				assert.Equal(t, http.StatusOK, res.StatusCode)
				got := upstream.last(t)
				assert.Equal(t, base+tt.want, got.URI)
				assert.Equal(t, strings.TrimPrefix(upstream.URL, "http://"), got.Host)
			})
		}
	}
}

func TestFrontendAPIProxyTakesNoNeighborsAndNoTRACE(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, nil)
	proxy := newProxy(t, upstream)
	for _, neighbor := range []string{"/__clerk_htmx/v1", "/__clerk%2Fv1"} {
		res := proxy.get(t, neighbor)
		assert.Equal(t, http.StatusNotFound, res.StatusCode)
		assert.Equal(t, "signed-out", res.Header.Get("X-Clerk-Auth-Status"), "it is the application's, and authenticated")
	}
	assert.Equal(t, http.StatusMethodNotAllowed, proxy.do(t, http.MethodTrace, "/__clerk/v1/client", nil).StatusCode,
		"its answer would repeat the secret key")
	assert.Equal(t, http.StatusMethodNotAllowed, proxy.do(t, "PROPFIND", "/__clerk/v1/client", nil).StatusCode)
	assert.Empty(t, upstream.received())
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"} {
		assert.Equal(t, http.StatusOK, proxy.do(t, method, "/__clerk/v1/client", nil).StatusCode, method)
	}
}

func TestFrontendAPIProxyLimitsRequestBodies(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	tests := []struct {
		name    string
		body    io.Reader
		ok      bool
		reaches int32 // the Frontend API
	}{
		{"the largest image that Clerk takes passes", bytes.NewReader(make([]byte, 10*mib)), true, 1},
		{"an upload of unknown length passes", io.LimitReader(zeros{}, 10*mib), true, 1},
		{"an upload that says it is too large is refused", bytes.NewReader(make([]byte, 16*mib+1)), false, 0},
		{"an upload that turns out to be too large is refused", io.LimitReader(zeros{}, 17*mib), false, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			upstream := newUpstream(t, nil)
			proxy := newProxy(t, upstream)
			req := httptest.NewRequest(http.MethodPost, proxy.URL+"/__clerk/v1/me/profile_image", tt.body)
			rec := httptest.NewRecorder() // which reads on to the end, as a connection would not
			proxy.echo.ServeHTTP(rec, req)
			assert.Equal(t, tt.reaches, upstream.reached.Load())
			if tt.ok {
				assert.Equal(t, http.StatusOK, rec.Code)
				assert.Equal(t, 10*mib, upstream.last(t).Body)
				return
			}
			requireProxyError(t, readAnswer(t, rec.Result()), http.StatusRequestEntityTooLarge, "proxy_request_too_large")
			assert.Empty(t, upstream.received())
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
