package browsertest_test

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

const proxiedPage = `{{define "page"}}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>proxied</title>
<link rel="icon" href="data:,">
<script defer src="/packages/htmx-2/dist/htmx.js"></script>{{.Head}}</head>
<body>{{.Fragment "account"}}</body></html>{{end}}
{{define "in"}}<p id="who">{{.Auth.UserID}}</p><clerk-sign-out-button><button id="out" type="button">Sign out</button></clerk-sign-out-button>{{end}}
{{define "out"}}<p id="nobody">nobody</p><clerk-sign-in-button mode="modal"><a id="in" href="/sign-in">Sign in</a></clerk-sign-in-button>{{end}}`

// frontendAPIHeaders are those of each request that a fake Clerk got at its Frontend API.
type frontendAPIHeaders struct {
	mu     sync.Mutex
	byPath map[string]http.Header
}

func (f *frontendAPIHeaders) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, "/npm/") {
			f.mu.Lock()
			f.byPath[r.URL.Path] = r.Header.Clone()
			f.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// newProxiedSite is an application and its proxy, with a fake Clerk on a server of its own behind it.
func newProxiedSite(t *testing.T, seen *frontendAPIHeaders) (site *httptest.Server, clerk *httptest.Server) {
	t.Helper()
	packages := os.DirFS(packages.Require(t))
	e := echo.New()
	site = httptest.NewServer(e)
	t.Cleanup(site.Close)

	fake, err := fakeclerk.New(fakeclerk.Config{BaseURL: site.URL + "/__clerk", Origin: site.URL, Browser: packages})
	require.NoError(t, err)
	require.NoError(t, fake.Seed())
	clerk = httptest.NewServer(seen.record(fake))
	t.Cleanup(clerk.Close)

	kit, err := clerkhtmx.New(clerkhtmx.Config{
		PublishableKey:    fake.PublishableKey(),
		SecretKey:         fake.SecretKey(),
		APIURL:            clerk.URL + "/api",
		AuthorizedParties: []string{site.URL},
		FrontendAPIProxy:  clerkhtmx.FrontendAPIProxy{Path: "/__clerk", URL: clerk.URL},
		SignInURL:         "/sign-in",
	})
	require.NoError(t, err)
	pages := template.Must(template.New("").Parse(proxiedPage))
	kit.Fragment("account", clerkhtmx.Fragment{
		Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content: kit.Template(pages, "in"), Fallback: kit.Template(pages, "out"),
	})
	e.Use(kit.Middleware())
	kit.Register(e)
	e.StaticFS("/packages", packages)
	e.GET("/", func(c echo.Context) error { return pages.ExecuteTemplate(c.Response(), "page", kit.Page(c)) })
	return site, clerk
}

func TestClerkJSWorksThroughTheFrontendAPIProxy(t *testing.T) {
	t.Parallel()
	seen := &frontendAPIHeaders{byPath: map[string]http.Header{}}
	site, clerk := newProxiedSite(t, seen)
	b := browser.New(t)
	tab := b.Tab()
	tab.Navigate(site.URL + "/")
	tab.WaitFor(`window.Clerk?.loaded === true`)
	tab.Run(`window.marked = true`)

	tab.Click("#in")
	tab.Type(`input[name=identifier]`, fakeclerk.SeedEmail)
	tab.Click(`.cl-formButtonPrimary`)
	tab.Type(`input[name=password]`, fakeclerk.SeedPassword)
	tab.Click(`.cl-formButtonPrimary`)
	tab.WaitText("#who", "user_")
	assert.Equal(t, browser.Eval[string](tab, `Clerk.user.id`), tab.Text("#who"))
	assert.True(t, browser.Eval[bool](tab, `window.marked === true`), "the page was swapped, not loaded")
	require.NotNil(t, b.Cookie("__client"), "Clerk's own cookie came through")
	assert.True(t, b.Cookie("__client").HttpOnly)

	// Without its token the next document goes through the handshake, and back.
	tab.Run(`for (const c of document.cookie.split("; ")) {
		if (c.startsWith("__session")) document.cookie = c.split("=")[0] + "=; path=/; max-age=0";
	}`)
	tab.Reload()
	tab.WaitText("#who", "user_")
	handshake := tab.WaitRequest("the handshake", func(r browser.Request) bool {
		return strings.HasPrefix(r.URL, site.URL+"/__clerk/v1/client/handshake?")
	})
	assert.Equal(t, http.StatusTemporaryRedirect, handshake.Status)
	assert.Equal(t, site.URL+"/", tab.URL())

	tab.WaitFor(`window.Clerk?.loaded === true`)
	tab.Run(`window.marked = true`)
	tab.Click("#out")
	tab.WaitVisible("#nobody")
	assert.True(t, browser.Eval[bool](tab, `window.marked === true`), "the page was swapped, not loaded")
	tab.RequireClean()

	for _, r := range tab.Requests() {
		assert.False(t, strings.HasPrefix(r.URL, clerk.URL), "the browser asked Clerk itself: %s", r)
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	for _, path := range []string{"/v1/environment", "/v1/client", "/v1/client/handshake", "/npm/@clerk/clerk-js@6/dist/clerk.browser.js"} {
		assert.Contains(t, seen.byPath, path)
	}
	for path, header := range seen.byPath {
		assert.NotEmpty(t, header.Get("Clerk-Secret-Key"), path)
		assert.Equal(t, site.URL+"/__clerk", header.Get("Clerk-Proxy-Url"), path)
	}
}
