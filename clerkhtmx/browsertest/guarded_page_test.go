package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestAGuardedPageGoesWhenThePersonSignsOut(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.page("/", "")
		s.page("/private", "", clerkhtmx.SignedIn())
		b := browser.New(t)
		s.signIn(b)
		other, public, acting := s.open(b, "/private"), s.open(b, "/"), s.open(b, "/private")
		acting.Run(`Clerk.signOut()`)
		s.waitSignInPage(acting)
		s.waitSignInPage(other)
		public.BringToFront()
		public.WaitText("body", "seen by .")
		s.waitPage(public, "/", "page /")

		fillSignIn(other)
		s.waitPage(other, "/private", "page /private")
	})
}

func TestAfterSignOutURLIsForTheTabThatSignsOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2", settings{kit: func(cfg *clerkhtmx.Config) { cfg.AfterSignOutURL = "/goodbye" }})
	s.page("/goodbye", "")
	s.page("/private", "", clerkhtmx.SignedIn())
	b := browser.New(t)
	s.signIn(b)
	other, acting := s.open(b, "/private"), s.open(b, "/private")
	acting.Run(`Clerk.signOut()`)
	s.waitPage(acting, "/goodbye", "page /goodbye")
	s.waitSignInPage(other)
}

func TestAGuardedPageFollowsTheOrganization(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		acme, globex := s.organization("Acme", "org:admin"), s.organization("Globex", "org:member")
		s.page("/", "")
		s.page("/private", `<input id="note">`, clerkhtmx.SignedIn())
		s.page("/admin", "", clerkhtmx.SignedIn(), clerkhtmx.Role("org:admin"))
		b := browser.New(t)
		s.signInTo(b, acme.ID)
		form, admin := s.open(b, "/private"), s.open(b, "/admin")
		form.Type("#note", "half a sen")
		form.Run(`window.marked = true`)
		admin.BringToFront()
		form.Run(`Clerk.setActive({ organization: "` + globex.ID + `" })`)
		form.WaitFor(`Clerk.organization?.id === "` + globex.ID + `"`)
		form.BringToFront()
		form.WaitNetworkIdle()
		assert.True(t, browser.Eval[bool](form, `window.marked === true`), "the page was loaded anew")
		assert.Equal(t, "half a sen", browser.Eval[string](form, `document.querySelector("#note").value`))

		admin.BringToFront()
		admin.Run(`Clerk.setActive({ organization: "` + globex.ID + `" })`)
		s.waitPage(admin, "/admin", "error 403")
	})
}

// The page came by htmx, so the tag of the script says nothing of its guards.
func TestABoostedPageFollowsTheSessionToo(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.page("/", "")
		s.page("/private", "", clerkhtmx.SignedIn())
		b := browser.New(t)
		s.signIn(b)
		tab := s.open(b, "/")
		tab.Click("#to-private")
		s.waitPage(tab, "/private", "page /private")
		tab.Run(`Clerk.signOut()`)
		s.waitSignInPage(tab)

		s.signIn(b)
		tab = s.open(b, "/private")
		tab.Click("#to-home")
		s.waitPage(tab, "/", "page /")
		tab.Run(`window.marked = true`)
		tab.Run(`Clerk.signOut()`)
		tab.WaitText("body", "seen by .")
		tab.WaitNetworkIdle()
		assert.True(t, browser.Eval[bool](tab, `window.marked === true`), "a page without a guard stays")
	})
}

func TestAPageMayChooseWhetherItFollows(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2", settings{})
	s.page("/kept", `<div data-clerk-follow="off"></div>`, clerkhtmx.SignedIn())
	s.page("/open", `<div data-clerk-follow="reload"></div>`)
	b := browser.New(t)
	s.signIn(b)
	kept, open := s.open(b, "/kept"), s.open(b, "/open")
	for _, tab := range []*browser.Tab{kept, open} {
		tab.Run(`window.marked = true`)
	}
	open.Run(`Clerk.signOut()`)
	open.WaitFor(`!window.marked && document.readyState === "complete"`)
	s.waitPage(open, "/open", "page /open")
	open.WaitText("body", "seen by .")
	kept.BringToFront()
	kept.WaitText("body", "seen by .")
	kept.WaitNetworkIdle()
	assert.True(t, browser.Eval[bool](kept, `window.marked === true`))
}
