package static_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func eventTypes(tab *browser.Tab) []string { return browser.Eval[[]string](tab, "eventTypes()") }

func waitReady(tab *browser.Tab) { tab.WaitFor("eventTypes().includes('clerk:ready')") }

func TestSignInAndOut(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", "{{fragment}}")
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		assert.Equal(t, []string{"clerk:ready"}, eventTypes(tab))
		assert.Empty(t, s.reports(), "the page agrees with clerk-js")

		tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
		tab.WaitText(".who", s.user.ID)
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in"}, eventTypes(tab))
		assert.Len(t, s.reports(), 1)
		assert.Len(t, s.visits("GET", "/clerk/fragments/who"), 1)

		tab.Run("Clerk.signOut()")
		tab.WaitText(".who", "nobody")
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in", "clerk:session", "clerk:signed-out"}, eventTypes(tab))
		assert.Len(t, s.reports(), 2)
		assert.Len(t, s.visits("GET", "/clerk/fragments/who"), 2)
		assert.Len(t, s.visits("GET", "/"), 1, "the page stays in place")
		tab.RequireClean()
	})
}
