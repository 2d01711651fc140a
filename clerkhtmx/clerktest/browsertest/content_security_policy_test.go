package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

func TestPeopleSignUpAndInUnderTheKitsPolicy(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]clerkhtmx.CSPScripts{
		"with nonce":   clerkhtmx.ScriptsWithNonce,
		"from sources": clerkhtmx.ScriptsFromSources,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newProtectedSite(t)
			s.kitPolicy = s.kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{Scripts: scripts})
			tab := browser.New(t).Tab()
			tab.Block(turnstile + "*") // there is no network
			tab.Navigate(s.url + "/sign-up")
			signUp(tab)
			tab.WaitRequest("the captcha", func(r browser.Request) bool { return strings.HasPrefix(r.URL, turnstile) && r.Blocked })
			assert.Empty(t, tab.Messages(browser.CSPViolation))

			s = newSite(t, func(string) clerktest.Config { return clerktest.Config{} })
			pictures := map[string][]string{"img-src": {s.clerk.URL}} // Clerk's own are at img.clerk.com
			s.kitPolicy = s.kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{Scripts: scripts, Directives: pictures})
			tab = browser.New(t).Tab()
			tab.Navigate(s.url + "/sign-in")
			signIn(tab)
			tab.WaitVisible(`#who`)
			tab.WaitVisible(`.cl-userButtonTrigger`)
			tab.RequireClean()
		})
	}
}

// Script tags that htmx makes anew count as loaded by htmx, which has the nonce. docs/csp.md says so.
func TestScriptsInSwappedHTMLUnderTheKitsPolicy(t *testing.T) {
	t.Parallel()
	const config = `{"allowEval": false, "includeIndicatorStyles": false}`
	const withoutScripts = `{"allowEval": false, "includeIndicatorStyles": false, "allowScriptTags": false}`
	for _, tt := range []struct {
		scripts      clerkhtmx.CSPScripts
		htmx, config string
		runs         bool // the script from another origin that swapped HTML names
	}{
		{clerkhtmx.ScriptsWithNonce, "htmx-2", config, true},
		{clerkhtmx.ScriptsWithNonce, "htmx-4", config, true},
		{clerkhtmx.ScriptsWithNonce, "htmx-2", withoutScripts, false},
		{clerkhtmx.ScriptsFromSources, "htmx-2", config, false},
		{clerkhtmx.ScriptsFromSources, "htmx-4", config, false},
	} {
		t.Run(fmt.Sprint(tt.scripts, tt.htmx, tt.config), func(t *testing.T) {
			t.Parallel()
			elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/javascript")
				_, _ = w.Write([]byte("window.strange = true"))
			}))
			t.Cleanup(elsewhere.Close)
			kit := newLiveKit(t)
			mux := http.NewServeMux()
			mux.Handle("/packages/", http.StripPrefix("/packages/", http.FileServerFS(os.DirFS(packages.Require(t)))))
			mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
				_, err := fmt.Fprintf(w, `<!doctype html><title>page</title><link rel="icon" href="data:,"><meta name="htmx-config" content='%s'>
<script defer src="/packages/%s/dist/htmx.js" nonce="%s"></script><script src="%s"></script><div id="place"></div>`,
					tt.config, tt.htmx, kit.PageFromContext(r.Context()).Nonce(), elsewhere.URL)
				assert.NoError(t, err)
			})
			mux.HandleFunc("GET /swapped", func(w http.ResponseWriter, _ *http.Request) {
				_, err := fmt.Fprintf(w, `<p id="swapped">new</p><script>window.strange = true</script><script src="%s"></script>`, elsewhere.URL)
				assert.NoError(t, err)
			})
			server := httptest.NewServer(kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{Scripts: tt.scripts})(kit.HTTPMiddleware(mux)))
			t.Cleanup(server.Close)

			tab := browser.New(t).Tab()
			tab.Navigate(server.URL)
			tab.WaitFor(`window.htmx !== undefined`)
			assert.False(t, browser.Eval[bool](tab, `!!window.strange`), "the page's own tag without a nonce")
			tab.Run(`void htmx.ajax("GET", "/swapped", {target: "#place", swap: "innerHTML"})`)
			tab.WaitVisible(`#swapped`)
			tab.WaitNetworkIdle()
			assert.Equal(t, tt.runs, browser.Eval[bool](tab, `!!window.strange`))
		})
	}
}

// Chromium applies form-action to the redirects after a form, too.
func TestAFormThatAGuardRefusesLeadsToTheSignInPageUnderTheKitsPolicy(t *testing.T) {
	t.Parallel()
	kit := newLiveKit(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write([]byte(`<!doctype html><title>page</title><link rel="icon" href="data:,"><form method="post" action="/order"><button>Order</button></form>`))
		assert.NoError(t, err)
	})
	mux.Handle("POST /order", kit.HTTPProtect()(http.NotFoundHandler()))
	policies := map[string]func(http.Handler) http.Handler{
		"": kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{}),
		"form-action refuses": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Security-Policy", "form-action 'self'")
				next.ServeHTTP(w, r)
			})
		},
	}
	for violation, policy := range policies {
		server := httptest.NewServer(policy(kit.HTTPMiddleware(mux)))
		t.Cleanup(server.Close)
		tab := browser.New(t).Tab()
		tab.Block("https://accounts.kit.test/*") // there is no network
		tab.Navigate(server.URL)
		tab.Click("button")
		if violation != "" {
			assert.Eventually(t, func() bool {
				messages := tab.Messages(browser.CSPViolation)
				return len(messages) == 1 && strings.Contains(messages[0].Text, violation)
			}, browser.WaitLimit, 20*time.Millisecond)
			continue
		}
		tab.WaitRequest("the sign-in page", func(r browser.Request) bool { return strings.HasPrefix(r.URL, "https://accounts.kit.test/") })
		assert.Empty(t, tab.Messages(browser.CSPViolation))
	}
}

// newLiveKit is for pages that need no Clerk: a production instance sends a visitor without cookies nowhere.
func newLiveKit(t *testing.T) *clerkhtmx.Kit {
	t.Helper()
	kit, err := clerkhtmx.New(clerkhtmx.Config{PublishableKey: "pk_live_Y2xlcmsua2l0LnRlc3Qk", SecretKey: "sk_live_x"})
	require.NoError(t, err)
	return kit
}
