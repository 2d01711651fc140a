package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// requireUsable waits until nothing that Clerk has opened is left, and the page scrolls and can be used.
func requireUsable(tab *browser.Tab) {
	tab.WaitFor("!document.querySelector('[data-floating-ui-portal] *')")
	tab.WaitFor("getComputedStyle(document.body).overflowY !== 'hidden' && getComputedStyle(document.documentElement).overflowY !== 'hidden'")
	tab.WaitFor("!document.querySelector('[inert]')")
}

func TestBackClosesWhatClerkHasOpened(t *testing.T) {
	t.Parallel()
	const links = `<nav hx-boost="true" hx-boost:inherited="true"><a id="to-a" href="/">a</a><a id="to-b" href="/b">b</a></nav>`
	tests := []struct {
		name     string
		signedIn bool
		body     string
		open     func(*browser.Tab)
		opened   string
	}{
		{"a form", false, `<clerk-sign-in-button mode="modal"><a id="open" href="/sign-in">Sign in</a></clerk-sign-in-button>`,
			func(tab *browser.Tab) { tab.Click("#open") }, "input[name=identifier]"},
		{"a profile", true, ``, func(tab *browser.Tab) { tab.Run("Clerk.openUserProfile()") }, ".cl-userProfile-root"},
		{"a menu", true, `<clerk-user-button></clerk-user-button>`, func(tab *browser.Tab) { tab.Click(".cl-userButtonTrigger") }, ".cl-userButtonPopoverCard"},
		{"a menu of an element that is preserved", true, `<clerk-user-button id="me" hx-preserve="true"></clerk-user-button>`,
			func(tab *browser.Tab) { tab.Click(".cl-userButtonTrigger") }, ".cl-userButtonPopoverCard"},
	}
	caches := map[string]string{
		"by default":       ``,
		"without a cache":  `{"historyCacheSize":0}`,
		"with a small one": `{"historyCacheSize":1}`,
	}
	forEachHTMX(t, func(t *testing.T, htmx string) {
		for name, config := range caches {
			if htmx == "htmx-4" && config != "" {
				continue // htmx 4 has no such cache
			}
			t.Run(name, func(t *testing.T) {
				for i, test := range tests {
					if config != "" && i > 0 {
						break
					}
					t.Run(test.name, func(t *testing.T) {
						s := newSite(t, htmx)
						if config != "" {
							s.headHTML += `<script defer src="/config.js" nonce="` + nonce + `"></script>`
							s.handle("/config.js", respondWith(`Object.assign(htmx.config, `+config+`)`))
						}
						s.page("/", links+test.body+`{{fragment}}<h1>Page a</h1>`)
						s.page("/b", links+test.body+`{{fragment}}<h1>Page b</h1>`)
						b := browser.New(t)
						if test.signedIn {
							s.signIn(b)
						}
						tab := b.Tab()
						tab.Navigate(s.URL)
						waitReady(tab)
						if test.signedIn && test.body != "" {
							tab.WaitVisible(userButton)
						}
						tab.Click("#to-b")
						tab.WaitText("h1", "Page b")
						test.open(tab)
						tab.WaitVisible(test.opened)

						tab.Back()
						tab.WaitText("h1", "Page a")
						requireUsable(tab)
						tab.Forward()
						tab.WaitText("h1", "Page b")
						requireUsable(tab)

						test.open(tab)
						tab.WaitVisible(test.opened)
						tab.Back()
						tab.WaitText("h1", "Page a")
						requireUsable(tab)
						test.open(tab)
						tab.WaitVisible(test.opened)
						assert.Empty(t, tab.Messages(browser.Exception))
					})
				}
			})
		}
	})
}
