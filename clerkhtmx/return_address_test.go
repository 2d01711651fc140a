package clerkhtmx_test

import (
	"crypto/tls"
	"html"
	"html/template"
	"net/http"
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

// returnOf is where a refusal brings people back to, by redirect or by htmx.
func returnOf(t *testing.T, header http.Header) string {
	t.Helper()
	location, err := url.Parse(header.Get("Location") + header.Get("Hx-Redirect"))
	require.NoError(t, err)
	return location.Query().Get("redirect_url")
}

// An address that a form was posted to answers no GET: the page with the form does.
func TestPeopleComeBackToThePageWithTheForm(t *testing.T) {
	t.Parallel()
	a := newGuardedApp(t)
	const document = "document"
	for _, tt := range []struct {
		name, method, dest, referer, want string
	}{
		{"the page with the form", http.MethodPost, document, "http://example.com/notes/new?draft=1", "http://example.com/notes/new?draft=1"},
		{"a form that is put", http.MethodPut, document, "http://example.com/notes/1", "http://example.com/notes/1"},
		{"no page is known", http.MethodPost, document, "", "http://example.com/"},
		{"another site's page", http.MethodPost, document, "https://evil.example/notes", "http://example.com/"},
		{"only the origin is told", http.MethodPost, document, "http://example.com/", "http://example.com/"},
		{"a page that was asked for", http.MethodGet, document, "http://example.com/notes", "http://example.com/dashboard"},
	} {
		for _, stale := range []string{"", "__client_uat=1700000000"} {
			if stale != "" && tt.method == http.MethodGet {
				continue // that goes through the handshake
			}
			r := request(tt.method, "/dashboard", "Sec-Fetch-Dest", tt.dest, "Referer", tt.referer, "Cookie", stale)
			assert.Equal(t, tt.want, returnOf(t, a.Serve(r).Header()), tt.name)
		}
	}
}

// A page that answers a form has no address of its own either, as when it shows what is
// wrong with it.
func TestASignInButtonInTheAnswerToAFormLeadsBackToTheForm(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	a.POST("/notes", func(c echo.Context) error {
		button, err := a.Kit.Page(c).SignInButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	res := a.Serve(request(http.MethodPost, "/notes", "Referer", "http://example.com/notes/new", "Sec-Fetch-Dest", "document"))
	assert.Contains(t, res.Body.String(), `redirect_url=http%3A%2F%2Fexample.com%2Fnotes%2Fnew"`)
}

const handshakeQuery = "__clerk_handshake=a&__clerk_handshake_nonce=b&__clerk_db_jwt=c&__dev_session=d&__clerk_help=1" +
	"&__clerk_synced=true&__clerk_hs_reason=e&suffixed_cookies=true&__clerk%5Fhandshake=f"

func TestNoReturnAddressBringsAnOldHandshakeBack(t *testing.T) {
	t.Parallel()
	a := newGuardedApp(t)
	a.GET("/page", func(c echo.Context) error {
		button, err := a.Kit.Page(c).SignInButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	query := "?b=1&" + handshakeQuery + "&a=%7e+2"
	const want = "?b=1&a=%7e+2"

	res := a.Serve(get("/dashboard"+query, "Sec-Fetch-Dest", "document"))
	assert.Equal(t, page+"dashboard"+want, returnOf(t, res.Header()), "a document")

	res = a.Serve(get("/dashboard", "HX-Request", "true", "HX-Current-URL", page+"notes"+query))
	assert.Equal(t, page+"notes"+want, returnOf(t, res.Header()), "an htmx request")

	res = a.Serve(request(http.MethodPost, "/dashboard", "Sec-Fetch-Dest", "document", "Referer", page+"notes"+query))
	assert.Equal(t, page+"notes"+want, returnOf(t, res.Header()), "a form")

	res = a.Serve(get("/page" + query))
	assert.NotContains(t, res.Body.String(), "__clerk_", "a button")

	query = "?b=1&__clerk_handshake=a&__clerk_help=1&a=%7e+2"
	stale := get("/dashboard"+query, "HX-Request", "true", "HX-Boosted", "true", "Cookie", "__client_uat=1700000000")
	assert.Equal(t, "/dashboard"+want, a.Serve(stale).Header().Get("Hx-Redirect"), "a boosted link that is to be followed anew")

	stale = get("/page"+query, "Sec-Fetch-Dest", "document", "Cookie", "__client_uat=1700000000")
	location, err := url.Parse(a.Serve(stale).Header().Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "http://example.com/page?b=1&a=%7E+2", location.Query().Get("redirect_url"), "a handshake")
}

func TestTheSignInPageIsNotAPageToComeBackTo(t *testing.T) {
	t.Parallel()
	a := newGuardedSite(t)
	a.GET("/dashboard", reply("dashboard"))
	for current, back := range map[string]string{
		"http://example.com/sign-in": "http://example.com/",
		"http://example.com/sign-in/factor-one?redirect_url=http%3A%2F%2Fexample.com%2Fnotes%3Fa%3Db":   "http://example.com/notes?a=b",
		"http://example.com/sign-up?redirect_url=%2Fnotes":                                              "http://example.com/notes",
		"http://example.com/sign-in?redirect_url=https%3A%2F%2Fevil.example%2F":                         "http://example.com/",
		"http://example.com/sign-in?redirect_url=http%3A%2F%2Fexample.com%2Fsign-in%3Fredirect_url%3Dx": "http://example.com/",
		"http://example.com/sign-inside":                                                                "http://example.com/sign-inside",
	} {
		res := a.Serve(get("/dashboard", "HX-Request", "true", "HX-Current-URL", current))
		location, err := url.Parse(res.Header().Get("HX-Redirect"))
		require.NoError(t, err)
		assert.Equal(t, back, location.Query().Get("redirect_url"), current)
	}
}

// The address of a partial or fragment is not a page.
func TestNoKitRouteIsComeBackTo(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	a.Kit.Fragment("button", clerkhtmx.Fragment{Content: a.Kit.Template(template.Must(template.New("button").Parse(`{{.SignInButton}}`)), "button")})
	for _, path := range []string{"/clerk/partials/sign-in-button", "/clerk/fragments/button"} {
		for _, tt := range []struct {
			name   string
			header []string
			want   string
		}{
			{"htmx says which page it is on", []string{"HX-Request", "true", "HX-Current-URL", page + "shop"}, page + "shop"},
			{"a script's Referer says it", []string{"Referer", page + "shop"}, page + "shop"},
			{"another site's page", []string{"Referer", "https://evil.example/"}, page},
			{"no page is known", nil, page},
		} {
			body := a.Serve(get(path, tt.header...)).Body.String()
			assert.Contains(t, body, "redirect_url="+url.QueryEscape(tt.want)+`"`, path+": "+tt.name)
		}
	}
}

func TestAPartialIsNotADocument(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	const path = "/clerk/partials/sign-in-button?url=https://other.example&label=Win"
	for name, header := range map[string][]string{
		"a document": {"Sec-Fetch-Dest", "document"}, "a frame": {"Sec-Fetch-Dest", "iframe"}, "an object": {"Sec-Fetch-Dest", "object"},
		"an old browser's document": {"Accept", "text/html,application/xhtml+xml"},
	} {
		res := a.Serve(get(path, header...))
		assert.Equal(t, http.StatusNotFound, res.Code, name)
		assert.NotContains(t, res.Body.String(), "Win", name)
	}
	for name, header := range map[string][]string{
		"htmx": {"HX-Request", "true", "Sec-Fetch-Dest", "empty"}, "a script": {"Sec-Fetch-Dest", "empty", "Accept", "*/*"}, "an old browser's script": {"Accept", "*/*"},
	} {
		res := a.Serve(get(path, header...))
		assert.Equal(t, http.StatusOK, res.Code, name)
		assert.Equal(t, "nosniff", res.Header().Get("X-Content-Type-Options"), name)
	}
}

// everyAddress is what the kit says of an application's addresses: of a refusal, of the
// page's head, of the parts of a page, and of a cookie.
func everyAddress(t *testing.T, a *harness.App, change func(*http.Request) *http.Request) map[string]string {
	t.Helper()
	res := a.Serve(change(get("/dashboard?a=b", "Sec-Fetch-Dest", "document")))
	found := map[string]string{"redirect": res.Header().Get("Location")}
	body := a.Serve(change(get("/page"))).Body.String()
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
	stale := a.Serve(change(get("/page", "Sec-Fetch-Dest", "document", "Cookie", "__client_uat=1700000000")))
	found["handshake"] = stale.Header().Get("Location")
	signedIn := a.Serve(a.Clerk.SignedIn(change(get("/page")), a.Ada))
	found["cookie"] = signedIn.Header().Get("Set-Cookie")
	return found
}

func newPrefixedApp(t *testing.T, publicURL string) *harness.App {
	t.Helper()
	a := harness.NewAppOn(t, clerktest.New(t), func(cfg *clerkhtmx.Config) {
		cfg.PublicURL, cfg.ProxyURL, cfg.SignUpURL, cfg.AfterSignOutURL = publicURL, "/__clerk", "/sign-up", "/bye"
		cfg.SignInFallbackRedirectURL = "https://other.example/"
	})
	a.Kit.Fragment("account", clerkhtmx.Fragment{Content: text("hello")})
	view := template.Must(template.New("page").Parse(`{{.Head}}{{.Fragment "account"}}{{.SignInButton}}`))
	a.GET("/page", func(c echo.Context) error { return view.Execute(c.Response(), a.Kit.Page(c)) })
	a.GET("/dashboard", reply("dashboard"), a.Kit.Protect())
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
		r := get("/dashboard", "Sec-Fetch-Dest", "document", "X-Forwarded-Prefix", tt.prefix)
		r.RemoteAddr = tt.peer
		assert.Equal(t, "http://example.com"+tt.want, returnOf(t, a.Serve(r).Header()), tt.name)
	}
}

// The scheme is the one that Echo's c.Scheme() says, from peers that the kit trusts.
func TestTheSchemeIsWhatEchoSays(t *testing.T) {
	t.Parallel()
	a := newGuardedApp(t)
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
				r := get("/dashboard", append([]string{"Sec-Fetch-Dest", "document"}, header...)...)
				r.RemoteAddr, r.TLS = peer, state
				back := returnOf(t, a.Serve(r).Header())
				assert.Equal(t, echoSays+"://example.com/dashboard", back, "%v from %s, TLS: %v", header, peer, state != nil)
			}
		}
	}
}

// A handshake's cookie is used once, whether its directives remove it or not. Clerk sets
// it for the instance's domain.
func TestAHandshakeCookieIsUsedOnce(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	fresh := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	handshake := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + fresh + "; Path=/"}}})
	const gone = "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
	const everywhere = "=; Path=/; Domain=kit.test; Max-Age=0; HttpOnly; SameSite=Lax"
	for _, tt := range []struct {
		name, host, target, cookie string
		expired                    []string
	}{
		{"its outcome is used", "example.com", "/whoami", "__clerk_handshake=" + handshake, []string{"__clerk_handshake" + gone}},
		{"on the instance's domain", "app.kit.test:8080", "/whoami", "__clerk_handshake=" + handshake, []string{"__clerk_handshake" + gone, "__clerk_handshake" + everywhere}},
		{"its outcome is refused", "example.com", "/whoami", "__clerk_handshake=a.b.c", []string{"__clerk_handshake" + gone}},
		{"a nonce is refused", "example.com", "/whoami", "__clerk_handshake_nonce=made-up", []string{"__clerk_handshake_nonce" + gone}},
		{"the URL's outcome is used", "example.com", "/whoami?__clerk_handshake=" + handshake, "__clerk_handshake=x.y.z", []string{"__clerk_handshake" + gone}},
		{"no cookie is there", "example.com", "/whoami?__clerk_handshake=" + handshake, "", nil},
	} {
		r := get(tt.target, "Sec-Fetch-Dest", "document", "Cookie", tt.cookie)
		r.Host = tt.host
		var expired []string
		for _, line := range a.Serve(r).Header().Values("Set-Cookie") {
			if strings.HasPrefix(line, "__clerk_handshake") {
				expired = append(expired, line)
			}
		}
		assert.Equal(t, tt.expired, expired, tt.name)
	}

	satellite := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.com", "https://primary.com/sign-in"
	})
	onSatellite := get("/whoami", "Sec-Fetch-Dest", "document", "Cookie", "__clerk_handshake=a.b.c")
	onSatellite.Host = "app.satellite.com"
	assert.Contains(t, satellite.Serve(onSatellite).Header().Values("Set-Cookie"),
		"__clerk_handshake=; Path=/; Domain=satellite.com; Max-Age=0; HttpOnly; SameSite=Lax", "a satellite has a Frontend API of its own")

	unused := get("/whoami", "Cookie", "__clerk_handshake_nonce=made-up", "Sec-Fetch-Dest", "empty")
	assert.Empty(t, a.Serve(unused).Header().Values("Set-Cookie"), "a script's request does not use it")
}
