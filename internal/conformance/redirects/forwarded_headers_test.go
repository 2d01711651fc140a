package redirects_test

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestForwardedHeaders(t *testing.T) {
	t.Parallel()
	const private, public = "10.0.0.1:1234", "203.0.113.7:1234"
	forwarded := []string{"Sec-Fetch-Dest", "document", "X-Forwarded-Host", "app.example.com, inner", "X-Forwarded-Proto", "https"}
	tests := []struct {
		name    string
		trusted []netip.Prefix
		peer    string
		header  []string
		want    string
	}{
		{"a proxy on a private network is believed", nil, private, forwarded, "https://app.example.com/dashboard"},
		{"a stranger is not", nil, public, forwarded, "http://example.com/dashboard"},
		{"a listed proxy is believed", []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}, public, forwarded, "https://app.example.com/dashboard"},
		{"with a list, a private network is not", []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}, private, forwarded, "http://example.com/dashboard"},
		{"with an empty list, nobody is", []netip.Prefix{}, "127.0.0.1:1234", forwarded, "http://example.com/dashboard"},
		{"one on this machine is, by socket", nil, "@", forwarded, "https://app.example.com/dashboard"},
		{"by socket too", []netip.Prefix{}, "@", forwarded, "http://example.com/dashboard"},
		{"a listed proxy is believed, in IPv6", []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}, "[::ffff:203.0.113.7]:1234", forwarded, "https://app.example.com/dashboard"},
		{"one on a local link is", nil, "[fe80::1%eth0]:1234", forwarded, "https://app.example.com/dashboard"},
		{"one on a private network is, in IPv6", nil, "[::ffff:10.0.0.1]:1234", forwarded, "https://app.example.com/dashboard"},
		{"a peer without an address is not", nil, "proxy:1234", forwarded, "http://example.com/dashboard"},
		{"a stranger is not, by a socket's name", nil, "203.0.113.7", forwarded, "http://example.com/dashboard"},
		{"the header of RFC 7239 is not", nil, private,
			[]string{"Sec-Fetch-Dest", "document", "Forwarded", "host=evil.example;proto=https"}, "http://example.com/dashboard"},
		{"a forwarded scheme other than http and https is not", nil, private,
			[]string{"Sec-Fetch-Dest", "document", "X-Forwarded-Proto", "javascript"}, "http://example.com/dashboard"},
		{"a port is not", nil, private, []string{"Sec-Fetch-Dest", "document", "X-Forwarded-Port", "8443"}, "http://example.com/dashboard"},
		{"the host's own port is", nil, private,
			[]string{"Sec-Fetch-Dest", "document", "X-Forwarded-Host", "app.example.com:3213"}, "http://app.example.com:3213/dashboard"},
		{"a forwarded host that is not a host is not", nil, private, []string{"Sec-Fetch-Dest", "document", "X-Forwarded-Host", "evil.example/x?"}, "http://example.com/dashboard"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
				cfg.TrustedProxies = tt.trusted
				cfg.SignInURL = "https://accounts.example.com/sign-in"
			})
			a.GET("/dashboard", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.Kit.Protect())
			r := harness.Get("/dashboard", tt.header...)
			r.RemoteAddr = tt.peer
			location := a.Serve(r).Header().Get("Location")
			assert.Equal(t, "https://accounts.example.com/sign-in?redirect_url="+url.QueryEscape(tt.want), location)
		})
	}
}

func TestTheSchemeIsThatOfTheConnection(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	r := harness.Get("/dashboard", "Sec-Fetch-Dest", "document")
	r.TLS = &tls.ConnectionState{}
	assert.Equal(t, "/sign-in?redirect_url=https%3A%2F%2Fexample.com%2Fdashboard", a.Serve(r).Header().Get("Location"))
}

// FuzzForwardedPrefix looks for a prefix that leads off this origin, or into another attribute of a cookie.
func FuzzForwardedPrefix(f *testing.F) {
	for _, prefix := range []string{"/app", "/a//b", "/a,/b/", "//evil.example", "/a/../..", "/a;Domain=example", "/%2f", "\\evil", "/a, //b", "/a\r\nX: y"} {
		f.Add(prefix)
	}
	cfg := clerktest.New(f).Config()
	cfg.SignInURL, cfg.Logger = "/sign-in", slog.New(slog.DiscardHandler)
	kit, err := clerkhtmx.New(cfg)
	require.NoError(f, err)
	a := &harness.App{Echo: echo.New()}
	a.GET("/dashboard", harness.Reply("dashboard"), kit.Middleware(), kit.Protect())
	f.Fuzz(func(t *testing.T, prefix string) {
		r := harness.Get("/dashboard", "Sec-Fetch-Dest", "document")
		r.RemoteAddr = "127.0.0.1:1234"
		r.Header["X-Forwarded-Prefix"] = []string{prefix}
		location, err := url.Parse(a.Serve(r).Header().Get("Location"))
		require.NoError(t, err)
		assert.Empty(t, location.Host)
		assert.Regexp(t, `^(/[A-Za-z0-9._~-]+)*/sign-in$`, location.Path)
		back, err := url.Parse(location.Query().Get("redirect_url"))
		require.NoError(t, err)
		assert.Equal(t, "example.com", back.Host)
		assert.Equal(t, strings.TrimSuffix(location.Path, "/sign-in")+"/dashboard", back.Path)
	})
}
