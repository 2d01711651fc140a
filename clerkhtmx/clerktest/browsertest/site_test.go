package browsertest_test

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>site</title><link rel="icon" href="data:,">
<meta name="htmx-config" content='{"allowEval": false, "includeIndicatorStyles": false}'>
<script defer src="/packages/htmx-2/dist/htmx.js" nonce="{{.Clerk.Nonce}}"></script>{{.Clerk.Head}}</head><body>{{.Clerk.Fragment "account"}}
{{.Clerk.ClerkFailed "content" "Clerk did not load."}}</body></html>
{{define "account"}}<p id="who">{{.Auth.UserID}}</p>{{.UserButton}}{{end}}
{{define "welcome"}}<p id="nobody">nobody</p>{{end}}`

const password = "correct-horse-1843"

// site is an application as users write it, and its fake Clerk.
type site struct {
	clerk *clerktest.Clerk
	ada   clerktest.User
	url   string // at 127.0.0.1
	// policy is the Content-Security-Policy of all pages, with nonce. Default: none.
	policy string
	// kitPolicy takes the place of policy. Default: none.
	kitPolicy func(http.Handler) http.Handler
	kit       *clerkhtmx.Kit
}

const nonce = "bm9uY2U"

// newSite serves an application. The configuration of the fake Clerk may use its address.
func newSite(t *testing.T, configure func(url string) clerktest.Config) *site {
	t.Helper()
	s := &site{}
	mux := http.NewServeMux()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.policy != "" {
			w.Header().Set("Content-Security-Policy", s.policy)
		}
		if s.kitPolicy != nil {
			s.kitPolicy(mux).ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	cfg := configure(server.URL)
	cfg.Browser = os.DirFS(packages.Require(t))
	clerk := clerktest.NewWithConfig(t, cfg)
	kitConfig := clerk.Config()
	kitConfig.Nonce = func(echo.Context) string { return nonce }
	kitConfig.SignInURL, kitConfig.SignUpURL = "/sign-in", "/sign-up"
	kit, err := clerkhtmx.New(kitConfig)
	require.NoError(t, err)
	pages := template.Must(template.New("").Parse(page))
	kit.Fragment("account", clerkhtmx.Fragment{
		Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content: kit.Template(pages, "account"), Fallback: kit.Template(pages, "welcome"),
	})
	for _, path := range []string{"/clerk/", "/sign-in", "/sign-in/", "/sign-up", "/sign-up/"} {
		mux.Handle(path, kit.Handler())
	}
	if cfg.Prefix != "" {
		mux.Handle(cfg.Prefix+"/", clerk)
	}
	mux.Handle("/packages/", http.StripPrefix("/packages/", http.FileServerFS(cfg.Browser)))
	show := func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, pages.Execute(w, map[string]any{"Clerk": kit.PageFromContext(r.Context())}))
	}
	mux.Handle("GET /{$}", kit.HTTPMiddleware(http.HandlerFunc(show)))
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com", Password: password, FirstName: "Ada"})
	s.clerk, s.kit, s.ada, s.url = clerk, kit, ada, server.URL
	return s
}

// local is the address of the site under the name localhost.
func (s *site) local() string { return localhost(s.url) }

func localhost(url string) string { return strings.Replace(url, "127.0.0.1", "localhost", 1) }

func signIn(tab *browser.Tab) {
	tab.Type(`input[name=identifier]`, "ada@example.com")
	tab.Click(`.cl-formButtonPrimary`)
	tab.Type(`input[name=password]`, password)
	tab.Click(`.cl-formButtonPrimary`)
}

func TestPeopleSignInWhereTheSiteAndTheInstanceHaveOneHost(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		configure func(url string) clerktest.Config
		open      func(*site) string
	}{
		{"127.0.0.1, the default", func(string) clerktest.Config { return clerktest.Config{} }, func(s *site) string { return s.url }},
		{"localhost by Origin", func(url string) clerktest.Config { return clerktest.Config{Origin: localhost(url)} }, (*site).local},
		{"localhost by Address", func(string) clerktest.Config { return clerktest.Config{Address: "localhost:0"} }, (*site).local},
		{"localhost by Prefix", func(string) clerktest.Config { return clerktest.Config{Prefix: "/__clerk"} }, (*site).local},
		{"localhost in development", func(string) clerktest.Config { return clerktest.Config{Mode: clerktest.Development} }, (*site).local},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.configure)
			tab := browser.New(t).Tab()
			tab.Navigate(test.open(s) + "/sign-in")
			signIn(tab)
			tab.WaitText(`#who`, s.ada.ID)
			tab.Reload()
			tab.WaitText(`#who`, s.ada.ID)
			tab.WaitFor(`document.querySelector('.cl-userButtonTrigger img')?.naturalWidth > 0`)
			tab.RequireClean()
		})
	}
}

func TestAPageOnAnotherSiteIsToldWhyItCannotSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(string) clerktest.Config { return clerktest.Config{} })
	tab := browser.New(t).Tab()
	tab.Navigate(s.local())
	tab.WaitFor(`!document.querySelector("clerk-failed").hidden`) // it has no box to be visible by
	said := ""
	for _, message := range tab.Messages() {
		said += message.Text + "\n"
	}
	assert.Contains(t, said, "two sites")
	assert.Contains(t, said, "Open the page at "+s.url)
	assert.Contains(t, said, `set Origin to "`+s.local()+`"`)
}
