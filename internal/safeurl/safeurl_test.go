package safeurl_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

func TestIsLocalPath(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"/", "/dashboard?tab=1#x", "/a//b", "/?next=//evil.example", "/%C3%A4",
	} {
		assert.True(t, safeurl.IsLocalPath(value), "%q", value)
	}
	for _, value := range []string{
		"", "dashboard", "?a", "#a",
		"//", "//?a", "//@/a", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
		"/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example", "/%09/evil.example", "/%5Cevil.example", "/%2Fevil.example",
		"/.//evil.example", "/../evil", "/./evil", "/%2e//evil.example", "/%252E%252e//evil.example", "/a\r\nSet-Cookie: x=y", "/a\x00b", "/a\x7fb", "/%00",
		"https://evil.example/", "https:evil.example", "https:/evil.example", "javascript:alert(1)", "/%zz",
	} {
		assert.False(t, safeurl.IsLocalPath(value), "%q", value)
	}
}

func TestIsWebURL(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"https://example.com", "http://localhost:8080/a?b#c", "HTTPS://example.com"} {
		assert.True(t, safeurl.IsWebURL(value), "%q", value)
	}
	for _, value := range []string{
		"", "/", "//example.com", "https:example.com", "https:/example.com", "https:///example.com", "https://", "https:\\\\example.com",
		"https://user@example.com", "ftp://example.com", "javascript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
		"data:text/html,x", "vbscript:x", "blob:https://example.com/x", "https://example.com/\n",
	} {
		assert.False(t, safeurl.IsWebURL(value), "%q", value)
	}
}

func TestIsHost(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"example.com", "EXAMPLE.com:8443", "localhost:3000", "intranet", "a_b.example.com", "example.com.", "xn--bcher-kva.example", "127.0.0.1:80", "[::1]", "[2001:DB8::1]:443", "3com",
	} {
		assert.True(t, safeurl.IsHost(value), "%q", value)
	}
	for _, value := range []string{
		"", ":80", "example.com:", "example.com:080", "example.com:65536", "example.com:x", "example.com:80:80", "a@example.com", "example.com/", `example.com\`, "a b", "a,b", "<a>", "%41", "a%25b",
		"bücher.example", "evil。example", "127.1", "0x7f.1", "127.0.0.1.", "1.2.3.256", "2130706433", "::1", "[::1", "[::1]x", "x[::1]", "[127.0.0.1]", "[0:0::1]", "[::ffff:1.2.3.4]", "[fe80::1%25eth0]", "[]",
	} {
		assert.False(t, safeurl.IsHost(value), "%q", value)
	}
}

// A browser that resolves a local path against a page stays on the page's origin.
func FuzzIsLocalPath(f *testing.F) {
	for _, seed := range []string{"/", "//evil.example", "/\\evil.example", "/.//evil.example", "/a?b#c", "/%2Fevil.example"} {
		f.Add(seed)
	}
	page, err := url.Parse("https://example.com/a/b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !safeurl.IsLocalPath(value) {
			return
		}
		resolved, err := page.Parse(value)
		require.NoError(t, err)
		assert.Equal(t, "https://example.com", resolved.Scheme+"://"+resolved.Host)
		assert.NotContains(t, value, "\\")
		assert.NotEqual(t, "//", (value + "  ")[:2])
	})
}
