package redirects_test

import (
	"crypto/tls"
	"html"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// everyAddress is what the kit says of an application's addresses: of a refusal, of the
// page's head, of the parts of a page, and of a cookie.
func everyAddress(t *testing.T, a *harness.App, change func(*http.Request) *http.Request) map[string]string {
	t.Helper()
	res := a.Serve(change(harness.Get("/dashboard?a=b", "Sec-Fetch-Dest", "document")))
	found := map[string]string{"redirect": res.Header().Get("Location")}
	body := a.Serve(change(harness.Get("/page"))).Body.String()
	for name, attribute := range map[string]string{
		"script": "src", "style": `stylesheet" href`, "proxy": "data-clerk-proxy-url", "base path": "data-clerk-base-path",
		"fragment": "hx-get", "button": `<a href`,
	} {
		_, rest, _ := strings.Cut(body, " "+strings.TrimPrefix(attribute, " ")+`="`)
		if name == "button" || name == "style" {
			_, rest, _ = strings.Cut(body, attribute+`="`)
		}
		found[name], _, _ = strings.Cut(rest, `"`)
	}
	_, options, _ := strings.Cut(body, "data-clerk-options=\"")
	options, _, _ = strings.Cut(html.UnescapeString(options), "\" data-")
	found["options"] = options
	stale := a.Serve(change(harness.Get("/page", "Sec-Fetch-Dest", "document", "Cookie", "__client_uat=1700000000")))
	found["handshake"] = stale.Header().Get("Location")
	signedIn := a.Serve(a.Clerk.SignedIn(change(harness.Get("/page")), a.Ada))
	found["cookie"] = signedIn.Header().Get("Set-Cookie")
	return found
}

func newPrefixedApp(t *testing.T, publicURL string) *harness.App {
	t.Helper()
	a := harness.NewAppOn(t, clerktest.New(t), func(cfg *clerkhtmx.Config) {
		cfg.PublicURL, cfg.ProxyURL, cfg.SignUpURL, cfg.AfterSignOutURL = publicURL, "/__clerk", "/sign-up", "/bye"
		cfg.SignInFallbackRedirectURL = "https://other.example/"
	})
	a.Kit.Fragment("account", clerkhtmx.Fragment{Content: harness.Text("hello")})
	view := template.Must(template.New("page").Parse(`{{.Head}}{{.Fragment "account"}}{{.SignInButton}}`))
	a.GET("/page", func(c echo.Context) error { return view.Execute(c.Response(), a.Kit.Page(c)) })
	a.GET("/dashboard", harness.Reply("dashboard"), a.Kit.Protect())
	return a
}

func TestAnApplicationBelowAPathThatItsProxyTakesOff(t *testing.T) {
	t.Parallel()
	proxied := func(r *http.Request) *http.Request {
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("X-Forwarded-Host", "example.org")
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Prefix", "/app/")
		return r
	}
	for name, tt := range map[string]struct {
		publicURL string
		change    func(*http.Request) *http.Request
	}{
		"a trusted proxy tells": {"", proxied},
		"PublicURL tells":       {"https://example.org/app", func(r *http.Request) *http.Request { return r }},
		"PublicURL wins": {"https://example.org/app/", func(r *http.Request) *http.Request {
			r = proxied(r)
			r.Host = "evil.example"
			r.Header.Set("X-Forwarded-Host", "evil.example")
			r.Header.Set("X-Forwarded-Prefix", "/evil")
			r.Header.Set("X-Forwarded-Proto", "http")
			return r
		}},
	} {
		got := everyAddress(t, newPrefixedApp(t, tt.publicURL), tt.change)
		assert.Equal(t, "/app/sign-in?redirect_url=https%3A%2F%2Fexample.org%2Fapp%2Fdashboard%3Fa%3Db", got["redirect"], name)
		assert.Regexp(t, `^/app/clerk/static/clerkhtmx\..*\.js$`, got["script"], name)
		assert.Regexp(t, `^/app/clerk/static/clerkhtmx\..*\.css$`, got["style"], name)
		assert.Equal(t, "/app/__clerk", got["proxy"], name)
		assert.Equal(t, "/app/clerk", got["base path"], name)
		assert.Equal(t, "/app/clerk/fragments/account", got["fragment"], name)
		assert.Equal(t, "/app/sign-in?redirect_url=https%3A%2F%2Fexample.org%2Fapp%2Fpage", got["button"], name)
		assert.Contains(t, got["options"], `"signInUrl":"/app/sign-in","signUpUrl":"/app/sign-up"`, name)
		assert.Contains(t, got["options"], `"signInFallbackRedirectUrl":"https://other.example/"`, name)
		assert.Contains(t, got["options"], `"afterSignOutUrl":"/app/bye"`, name)
		assert.Regexp(t, `^https://example\.org/app/__clerk/v1/client/handshake\?redirect_url=https%3A%2F%2Fexample\.org%2Fapp%2Fpage&`, got["handshake"], name)
		assert.Contains(t, got["cookie"], "; Path=/app;", name)
		assert.Contains(t, got["cookie"], "; Secure", name)
	}
}

func TestAPrefixCountsFromTrustedPeersAndInTheFormOfAPath(t *testing.T) {
	t.Parallel()
	a := newPrefixedApp(t, "")
	for _, tt := range []struct{ name, peer, prefix, want string }{
		{"a proxy on a private network", "10.0.0.1:1", "/app", "/app/dashboard"},
		{"two proxies", "10.0.0.1:1", "/outer, /inner/", "/outer/inner/dashboard"},
		{"a stranger", "203.0.113.7:1", "/app", "/dashboard"},
		{"another host", "10.0.0.1:1", "//evil.example", "/dashboard"},
		{"an address", "10.0.0.1:1", "https://evil.example", "/dashboard"},
		{"dots", "10.0.0.1:1", "/a/../b", "/dashboard"},
		{"a line of a cookie", "10.0.0.1:1", "/a;Domain=example.com", "/dashboard"},
		{"the top", "10.0.0.1:1", "/", "/dashboard"},
	} {
		r := harness.Get("/dashboard", "Sec-Fetch-Dest", "document", "X-Forwarded-Prefix", tt.prefix)
		r.RemoteAddr = tt.peer
		assert.Equal(t, "http://example.com"+tt.want, returnOf(t, a.Serve(r).Header()), tt.name)
	}
}

// The scheme is the one that Echo's c.Scheme() says, from peers that the kit trusts.
func TestTheSchemeIsWhatEchoSays(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	var echoSays string
	a.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			echoSays = c.Scheme()
			return next(c)
		}
	})
	for _, header := range [][]string{
		{"X-Forwarded-Ssl", "on"}, {"X-Forwarded-Ssl", "off"}, {"X-Forwarded-Protocol", "https"}, {"X-Url-Scheme", "https"}, {"X-Forwarded-Proto", "HTTPS"},
		{"X-Forwarded-Proto", "http", "X-Forwarded-Ssl", "on"}, {"X-Forwarded-Proto", "https, http"}, {"X-Forwarded-Proto", "http, https"},
		{"X-Forwarded-Proto", "javascript"}, {"X-Forwarded-Proto", ""}, {"X-Url-Scheme", "ftp"}, nil,
	} {
		for _, peer := range []string{"127.0.0.1:1", "203.0.113.7:1", "@"} {
			for _, state := range []*tls.ConnectionState{nil, {}} {
				r := harness.Get("/dashboard", append([]string{"Sec-Fetch-Dest", "document"}, header...)...)
				r.RemoteAddr, r.TLS = peer, state
				back := returnOf(t, a.Serve(r).Header())
				assert.Equal(t, echoSays+"://example.com/dashboard", back, "%v from %s, TLS: %v", header, peer, state != nil)
			}
		}
	}
}
