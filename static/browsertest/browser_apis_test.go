package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// refuse is a script that takes an API away: it is missing, throws when it is looked at, or throws when it is used.
func refuse(how, owner, name string) string {
	define := map[string]string{
		"missing": `{ value: undefined }`,
		"refused": `{ get() { throw new DOMException('refused', 'SecurityError') }, set() { throw new DOMException('refused', 'SecurityError') } }`,
		"broken":  `{ value: function () { throw new DOMException('refused', 'SecurityError') } }`,
	}[how]
	return `Object.defineProperty(` + owner + `, '` + name + `', { configurable: true, ...` + define + ` });`
}

func TestABrowserMayLackOrRefuseAnAPI(t *testing.T) {
	t.Parallel()
	apis := map[string][2]string{
		"BroadcastChannel":    {"window", "BroadcastChannel"},
		"localStorage":        {"window", "localStorage"},
		"sessionStorage":      {"window", "sessionStorage"},
		"navigator.locks":     {"Navigator.prototype", "locks"},
		"AbortSignal.timeout": {"AbortSignal", "timeout"},
		"AbortSignal.any":     {"AbortSignal", "any"},
		"structuredClone":     {"window", "structuredClone"},
		"document.cookie":     {"document", "cookie"},
	}
	for name, api := range apis {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, how := range []string{"missing", "refused", "broken"} {
				t.Run(how, func(t *testing.T) {
					s := newSite(t, "htmx-2")
					s.headHTML += `<script nonce="` + nonce + `">` + refuse(how, api[0], api[1]) + `</script>`
					s.page("/", stages)
					tab := browser.New(t).Tab()
					tab.Navigate(s.URL)
					waitReady(tab)
					tab.WaitGone("#loading")
					if name == "document.cookie" || name == "BroadcastChannel" && how != "missing" {
						tab.WaitVisible("#failed") // clerk-js cannot do without
						tab.WaitGone("#loaded")
						return
					}
					tab.WaitVisible("#loaded")
					tab.WaitGone("#failed")
					tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
					tab.WaitText(".who", s.user.ID)
					tab.WaitVisible(userButton)
					tab.Run("Clerk.signOut()")
					tab.WaitText(".who", "nobody")
					assert.Len(t, s.reports(), 2)
					assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in", "clerk:session", "clerk:signed-out"}, eventTypes(tab))
				})
			}
		})
	}
}

// cookiesRefused makes Chromium say what Firefox says. Firefox throws at storage and channels, too.
const cookiesRefused = `Object.defineProperty(Navigator.prototype, 'cookieEnabled', { value: false });
	Object.defineProperty(document, 'cookie', { get: () => '', set() {} });`

func TestABrowserThatRefusesCookiesIsToldThatTheyAreNeeded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"in the kit's words":  {`<p>Clerk is unavailable.</p>`, "Signing in needs cookies. Please allow them for this site."},
		"in the page's words": {`<p>Clerk is unavailable.</p><p slot="cookies" hidden>Bitte Cookies erlauben.</p>`, "Bitte Cookies erlauben."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEachHTMX(t, func(t *testing.T, htmx string) {
				s := newSite(t, htmx)
				s.headHTML += `<script nonce="` + nonce + `">` + cookiesRefused
				for _, api := range []string{"BroadcastChannel", "localStorage", "sessionStorage"} {
					s.headHTML += refuse("refused", "window", api)
				}
				s.headHTML += `</script>`
				s.page("/", `<clerk-failed hidden>`+test.content+`</clerk-failed><clerk-loaded hidden><p id="loaded">loaded</p></clerk-loaded>`)
				tab := browser.New(t).Tab()
				tab.Navigate(s.URL)
				waitReady(tab)
				tab.WaitVisible("[slot=cookies]")
				assert.Equal(t, test.want, tab.Text("[slot=cookies]"))
				tab.WaitGone("#loaded")
			})
		})
	}
	t.Run("no other is", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, "htmx-2")
		s.page("/", `<clerk-failed hidden><p id="failed">Clerk is unavailable.</p><p slot="cookies">cookies</p></clerk-failed>`)
		tab := browser.New(t).Tab()
		tab.Block("*://*:*/__clerk/npm/*")
		tab.Navigate(s.URL)
		tab.WaitVisible("#failed")
		tab.WaitGone("[slot=cookies]")
	})
}
