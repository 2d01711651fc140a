package safeurl_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/internal/testutil/whatwg"
)

const appOrigin, page = "https://app.example", "https://app.example/page"

var goodPaths = []string{
	"/", "/dashboard", "/dashboard/", "/a/b.c/d-e_f~g", "/a?b=c&d=e", "/a#b", "/?next=//evil.example", "/?next=https://evil.example", "/?a=%2F%2Fb&c=%0A",
	"/#//evil.example", "/a//b", "/a/:id", "/@ada", "/a;b=c,d", "/a:b", "/...", "/..a", "/.well-known/x", "/a%2Fb", "/a%20b", "/%20", "/100%25", "/a+b",
	"/%C3%A4", "/ä", "/%E2%82%AC?q=€", "/a%3Fb", "/a%23b", "/a(b)!$&'*=",
}

var goodWebURLs = []string{
	"https://example.com", "http://example.com/", "HTTPS://EXAMPLE.com/A?b=c#d", "https://example.com:8443/a//b", "https://example.com:443", "http://localhost:3000",
	"https://intranet", "https://example.com.", "https://a_b.example.com", "https://xn--bcher-kva.example", "http://127.0.0.1:8080", "http://[::1]:8080/a",
	"https://[2001:db8::1]", "https://accounts.example.com/sign-in?a=%2F%2F", "https://3com", "https://1.example.com",
}

func TestGoodAddressesAreAccepted(t *testing.T) {
	t.Parallel()
	for _, value := range goodPaths {
		assert.True(t, safeurl.IsLocalPath(value), "%q", value)
		assert.True(t, safeurl.Is(value), "%q", value)
	}
	for _, value := range goodWebURLs {
		assert.True(t, safeurl.IsWebURL(value), "%q", value)
		assert.True(t, safeurl.Is(value), "%q", value)
	}
}

// Whatever IsLocalPath accepts stays on this origin: as it is, unescaped once more by a
// router, and when a script follows what location says of it.
func TestBrowsersStayOnThisOriginForALocalPath(t *testing.T) {
	t.Parallel()
	var values []string
	accepted := 0
	for _, value := range append(whatwg.HostileValues(t), goodPaths...) {
		if !safeurl.IsLocalPath(value) {
			continue
		}
		accepted++
		values = append(values, value)
		if unescaped, err := url.PathUnescape(value); err == nil {
			values = append(values, unescaped)
		}
	}
	require.Greater(t, accepted, len(goodPaths), "the corpus holds harmless values too, or nothing was compared")
	for _, a := range whatwg.Resolve(t, page, values) {
		assert.True(t, a.Valid && a.Origin == appOrigin && a.ReadBack == appOrigin, "%+v", a)
	}
	t.Logf("%d accepted", accepted)
}

// Whatever IsWebURL accepts is an http(s) page to browsers, on the host that net/url
// sees. Case and default ports aside, hosts have one spelling. A label that claims to
// be Punycode and is none leads nowhere.
func TestBrowsersReadTheHostOfAWebURLAsGoDoes(t *testing.T) {
	t.Parallel()
	var values []string
	for _, value := range append(whatwg.HostileValues(t), goodWebURLs...) {
		if safeurl.IsWebURL(value) {
			values = append(values, value)
		}
	}
	require.Greater(t, len(values), len(goodWebURLs), "the corpus holds web pages too, or nothing was compared")
	for _, a := range whatwg.Resolve(t, page, values) {
		u, err := url.Parse(a.Value)
		require.NoError(t, err)
		assert.True(t, a.Valid && a.Protocol == u.Scheme+":" && a.Host == hostOf(u) || isNoPunycode(a), "%+v", a)
	}
	t.Logf("%d accepted", len(values))
}

// hostOf is the host as browsers write it.
func hostOf(u *url.URL) string {
	return strings.ToLower(strings.TrimSuffix(u.Host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme]))
}

func isNoPunycode(a whatwg.Address) bool { return !a.Valid && strings.Contains(a.Value, "//xn--") }

// Is accepts nothing that runs as script, whatever page it is on.
func TestNothingThatIsAcceptedRunsAsScript(t *testing.T) {
	t.Parallel()
	var values []string
	for _, value := range whatwg.HostileValues(t) {
		if safeurl.Is(value) {
			values = append(values, value)
		}
	}
	require.NotEmpty(t, values)
	for _, a := range whatwg.Resolve(t, page, values) {
		assert.True(t, a.Protocol == "https:" || a.Protocol == "http:" || isNoPunycode(a), "%+v", a)
		assert.False(t, strings.ContainsAny(a.Value, "\r\n\x00"), "%q", a.Value)
		assert.Less(t, len(a.Value), 64<<10)
	}
}
