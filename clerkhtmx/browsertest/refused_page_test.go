package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// forgetful has htmx 2 store no page, so that Back asks the server. htmx 4 never stores one.
const forgetful = `<div hx-history="false"></div>`

func TestABoostedLinkToARefusedPageShowsTheErrorPage(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.page("/", "")
		s.page("/admin", "", clerkhtmx.Role("org:admin"))
		s.page("/private", "", clerkhtmx.SignedIn())
		b := browser.New(t)
		s.signIn(b)
		tab := s.open(b, "/")
		tab.Click("#to-admin")
		s.waitPage(tab, "/admin", "error 403")
		tab.Back()
		s.waitPage(tab, "/", "page /")

		signedOut := s.open(browser.New(t), "/")
		signedOut.Click("#to-private")
		s.waitSignInPage(signedOut)
	})
}

func TestABoostedLinkShowsTheErrorPageWhileKeysAreUnavailable(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.page("/", "")
		s.page("/private", "", clerkhtmx.SignedIn())
		b := browser.New(t)
		s.signIn(b)
		require.NoError(t, s.fake.Inject(failingKeys()))
		tab := s.open(b, "/")
		tab.Click("#to-private")
		s.waitPage(tab, "/private", "error 503")
	})
}

func TestBackToAPageThatMayNoLongerBeSeen(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		t.Run("signed out", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, htmx, settings{})
			s.page("/", forgetful)
			s.page("/private", forgetful, clerkhtmx.SignedIn())
			b := browser.New(t)
			s.signIn(b)
			tab := s.open(b, "/private")
			tab.Click("#to-home")
			s.waitPage(tab, "/", "page /")
			tab.Run(`Clerk.signOut()`)
			tab.WaitText("body", "seen by .")
			tab.Back()
			s.waitSignInPage(tab)
		})
		t.Run("in another organization", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, htmx, settings{})
			acme, globex := s.organization("Acme", "org:admin"), s.organization("Globex", "org:member")
			s.page("/", forgetful)
			s.page("/admin", forgetful, clerkhtmx.Role("org:admin"))
			b := browser.New(t)
			s.signInTo(b, acme.ID)
			tab := s.open(b, "/admin")
			tab.Click("#to-home")
			s.waitPage(tab, "/", "page /")
			tab.Run(`Clerk.setActive({ organization: "` + globex.ID + `" })`)
			tab.WaitFor(`Clerk.organization?.id === "` + globex.ID + `"`)
			tab.WaitNetworkIdle()
			tab.Back()
			s.waitPage(tab, "/admin", "error 403")
		})
		t.Run("with an old token", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, htmx, settings{})
			s.page("/", forgetful)
			s.page("/private", forgetful, clerkhtmx.SignedIn())
			b := browser.New(t)
			s.signIn(b)
			tab := s.open(b, "/private")
			tab.Click("#to-home")
			s.waitPage(tab, "/", "page /")
			tab.Run(`for (const c of document.cookie.split("; ")) if (c.startsWith("__session")) document.cookie = c.split("=")[0] + "=; max-age=0; path=/"`)
			tab.Back()
			s.waitPage(tab, "/private", "page /private")
		})
	})
}
