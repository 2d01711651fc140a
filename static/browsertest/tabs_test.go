package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// twoTabs opens the site's start page twice, the second tab in front.
func twoTabs(s *site, b *browser.Browser) (back, front *browser.Tab) {
	back, front = b.Tab(), b.Tab()
	for _, tab := range []*browser.Tab{back, front} {
		tab.Navigate(s.URL)
		waitReady(tab)
	}
	front.BringToFront()
	front.WaitFor("document.hasFocus()")
	back.WaitFor("!document.hasFocus()")
	return back, front
}

func TestSignInAndOutReachOtherTabs(t *testing.T) {
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	back, front := twoTabs(s, browser.New(t))
	front.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	front.WaitText(".who", s.user.ID)
	back.WaitText(".who", s.user.ID)
	assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in"}, eventTypes(back))

	front.Run("Clerk.signOut()")
	front.WaitText(".who", "nobody")
	back.WaitText(".who", "nobody")
	for _, tab := range []*browser.Tab{back, front} {
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in", "clerk:session", "clerk:signed-out"}, eventTypes(tab))
		tab.RequireClean()
	}
	assert.Len(t, s.visits("GET", "/"), 2, "no tab loads its page again")
}

func TestSignInOfATabThatCannotBroadcastIsSeenOnFocus(t *testing.T) {
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	s.page("/plain", "")
	b := browser.New(t)
	back, front := twoTabs(s, b)
	s.signIn(b) // by a page without the script
	back.BringToFront()
	back.WaitText(".who", s.user.ID)
	front.BringToFront()
	front.WaitText(".who", s.user.ID)
}

func TestForeignSessionCookieIsNotAdopted(t *testing.T) {
	s := newSite(t, "htmx-2")
	other := newSiteWith(t, "htmx-2", fakeclerk.Config{FrontendAPIHost: "clerk.other.test"})
	s.page("/", "{{fragment}}")
	b := browser.New(t)
	other.signIn(b) // another Clerk application on localhost: cookies ignore ports
	b.SetCookie(s.URL, expired("__client"))
	back, front := twoTabs(s, b)
	s.fake.ForgetRequests()
	for range 3 {
		back.BringToFront()
		front.BringToFront()
	}
	back.WaitFor("!document.hasFocus()")
	front.WaitFor("document.hasFocus()")
	assert.Equal(t, []string{"clerk:ready"}, eventTypes(front))
	assert.LessOrEqual(t, len(s.fake.Requests()), 2, "each tab asks Clerk once about a session it does not know")
	assert.Empty(t, s.reports())
}

func TestEachTabKeepsItsOrganization(t *testing.T) {
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	acme, globex := s.organization("Acme", "org:admin"), s.organization("Globex", "org:member")
	b := browser.New(t)
	s.signInTo(b, acme.ID)
	back, front := twoTabs(s, b)
	front.Run("Clerk.setActive({ organization: '" + globex.ID + "' })")
	front.WaitText(".who", globex.ID)
	assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:organization"}, eventTypes(front))
	back.BringToFront()
	back.WaitFor("document.hasFocus()")
	assert.Equal(t, []string{"clerk:ready"}, eventTypes(back), "its own organization has not changed")
}

func TestUnfocusedTabWaitsForTheCookie(t *testing.T) {
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	acme, globex, initech := s.organization("Acme", "org:admin"), s.organization("Globex", "org:member"), s.organization("Initech", "org:member")
	b := browser.New(t)
	s.signInTo(b, acme.ID)
	back, front := twoTabs(s, b)
	front.Run("Clerk.setActive({ organization: '" + globex.ID + "' })")
	front.WaitText(".who", globex.ID)
	front.WaitFor("document.cookie.includes(':" + globex.ID + "')") // whose cookie it is, clerk-js notes somewhat later
	s.forgetVisits()

	back.Run("Clerk.setActive({ organization: '" + initech.ID + "' })")
	back.WaitFor("Clerk.organization.id === '" + initech.ID + "'")
	assert.Equal(t, []string{"clerk:ready"}, eventTypes(back))
	assert.Empty(t, s.reports(), "the cookie names the other tab's organization")

	back.BringToFront()
	back.WaitText(".who", initech.ID)
	assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:organization"}, eventTypes(back))
	for _, report := range s.reports() {
		assert.Equal(t, initech.ID, report.Org)
	}
}
