package browsertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

const userButton = ".cl-userButtonTrigger"

// mounts are the calls of Clerk's mount and unmount methods.
func mounts(tab *browser.Tab) []string { return browser.Eval[[]string](tab, "mounts") }

func respondWith(html string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, html) }
}

func TestElementsSurviveSwaps(t *testing.T) {
	t.Parallel()
	const (
		button    = `<clerk-user-button></clerk-user-button>`
		owner     = `<clerk-user-button id="own"></clerk-user-button>`
		preserved = `<clerk-user-button id="me" hx-preserve="true"></clerk-user-button>`
	)
	remount := []string{"mountUserButton", "unmountUserButton"}
	tests := []struct {
		name, element, attributes, response string
		want                                []string
	}{
		{"an inner swap of the parent mounts anew", button, `hx-target="#box0" hx-swap="innerHTML"`, button, remount},
		{"an outer swap of the parent mounts anew", button, `hx-target="#box1" hx-swap="outerHTML"`, `<div id="box1">` + button + `</div>`, remount},
		{"an inner swap of the element itself mounts anew", owner, `hx-target="#own" hx-swap="innerHTML"`, `<i>Account</i>`, remount},
		{"hx-preserve keeps it", preserved, `hx-target="#box3" hx-swap="innerHTML"`, preserved, []string{}},
	}
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		var body strings.Builder
		for i, test := range tests {
			s.handle(fmt.Sprint("/swap", i), respondWith(test.response+fmt.Sprintf(`<i id="swapped%d">.</i>`, i)))
			fmt.Fprintf(&body, `<button id="swap%d" hx-get="/swap%d" %s>Swap</button><div id="box%d">%s</div>`, i, i, test.attributes, i, test.element)
		}
		s.page("/", body.String()+"{{fragment}}")
		b := browser.New(t)
		s.signIn(b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		allMounted := fmt.Sprintf("document.querySelectorAll('%s').length === %d", userButton, len(tests))
		tab.WaitFor(allMounted)
		for i, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				tab.Run("mounts.length = 0")
				tab.Click(fmt.Sprint("#swap", i))
				tab.WaitFor(fmt.Sprintf("document.querySelector('#swapped%d')", i))
				tab.WaitFor(allMounted)
				assert.ElementsMatch(t, test.want, mounts(tab))
			})
		}
		// Clerk's UI is one tree: it is alive if the rest of it follows a sign-out.
		tab.Run("Clerk.signOut()")
		tab.WaitText(".who", "nobody")
		tab.WaitGone(userButton)
		tab.RequireClean()
	})
}

func TestElementsSurviveBoostedNavigation(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		body := `<nav hx-boost="true" hx-boost:inherited="true"><a id="to-a" href="/">a</a><a id="to-b" href="/b">b</a></nav>
			<clerk-user-button id="me" hx-preserve="true"></clerk-user-button><clerk-user-avatar></clerk-user-avatar>{{fragment}}`
		s.page("/", body+`<h1>Page a</h1>`)
		s.page("/b", body+`<h1>Page b</h1>`)
		b := browser.New(t)
		s.signIn(b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		tab.WaitVisible(userButton)
		tab.WaitVisible("clerk-user-avatar .cl-avatarBox")
		tab.Click("#to-b")
		tab.WaitText("h1", "Page b")
		tab.WaitVisible(userButton)
		tab.WaitVisible("clerk-user-avatar .cl-avatarBox")
		tab.Back()
		tab.WaitText("h1", "Page a")
		tab.WaitVisible(userButton)
		tab.WaitVisible("clerk-user-avatar .cl-avatarBox")
		assert.Equal(t, 1, tab.Count(userButton), "nothing is left over from htmx's snapshot")
		assert.Equal(t, 1, tab.Count("clerk-user-avatar .cl-avatarBox"))
		tab.Run("Clerk.signOut()")
		tab.WaitText(".who", "nobody")
		tab.WaitGone(userButton)
		tab.RequireClean()
	})
}

func TestElementsWorkWithoutHTMX(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.page("/", `<clerk-user-button show-name user-profile-mode="navigation" user-profile-url="/me"></clerk-user-button>
		<clerk-signed-in hidden><p id="in">in</p></clerk-signed-in><clerk-signed-out><p id="out">out</p></clerk-signed-out>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible("#out")
	tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	tab.WaitVisible("#in")
	tab.WaitGone("#out")
	tab.WaitText("clerk-user-button", "Ada L") // show-name
	tab.Run("Clerk.signOut()")
	tab.WaitVisible("#out")
	tab.WaitGone("#in")
	tab.RequireClean()
}

func TestPropsOfElements(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ attributes, want string }{
		"kebab-case attributes":      {`show-name default-open="false" user-profile-url="/me"`, `{"showName":true,"defaultOpen":false,"userProfileUrl":"/me","afterSwitchSessionUrl":"/#clerkhtmx-stay"}`},
		"props, which win":           {`show-name props='{"showName":false,"userProfileMode":"modal"}'`, `{"showName":false,"userProfileMode":"modal","afterSwitchSessionUrl":"/#clerkhtmx-stay"}`},
		"attributes of other things": {`id="x" class="y" hx-preserve="true" data-a="b" aria-label="c" title="d"`, `{"afterSwitchSessionUrl":"/#clerkhtmx-stay"}`},
		"a target of one's own":      {`after-switch-session-url="/switched"`, `{"afterSwitchSessionUrl":"/switched"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "")
			s.page("/", `<clerk-user-button `+test.attributes+`></clerk-user-button>`)
			tab := browser.New(t).Tab()
			tab.Navigate(s.URL)
			tab.WaitFor("mounts.length")
			assert.JSONEq(t, test.want, browser.Eval[string](tab, "JSON.stringify(props.UserButton)"))
		})
	}
}

func TestFallbackIsShownWhileClerkShowsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.page("/", `<clerk-user-button>Welcome, <a href="/sign-in">sign in</a></clerk-user-button>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible("a")
	tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	tab.WaitVisible(userButton)
	tab.WaitGone("a")
	tab.Run("Clerk.signOut()")
	tab.WaitVisible("a")
	tab.WaitGone(userButton)
	tab.RequireClean()
}

func TestComponentsThatNeedASessionComeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	acme := s.organization("Acme", "org:admin")
	s.page("/", `<clerk-user-profile></clerk-user-profile><clerk-organization-profile></clerk-organization-profile>
		<clerk-organization-switcher></clerk-organization-switcher>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	tab.WaitVisible(".cl-userProfile-root")
	tab.WaitVisible(".cl-organizationSwitcherTrigger")
	tab.Run("Clerk.setActive({ organization: '" + acme.ID + "' })")
	tab.WaitVisible(".cl-organizationProfile-root")
}

func TestOrganizationControls(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	acme, globex := s.organization("Acme", "org:admin"), s.organization("Globex", "org:member")
	s.page("/", `<clerk-protect org-role="org:admin" hidden><p id="admin">admin</p></clerk-protect>
		<clerk-protect org-role="org:admin"><p id="content" hidden>content</p><p id="fallback" slot="fallback">fallback</p></clerk-protect>
		<clerk-protect permission="org:sys_memberships:manage" hidden><p id="permitted">permitted</p></clerk-protect>{{fragment}}`)
	b := browser.New(t)
	s.signInTo(b, globex.ID)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible("#fallback")
	assert.False(t, browser.Eval[bool](tab, "['admin', 'content', 'permitted'].some((id) => document.getElementById(id).checkVisibility())"))

	tab.Run("Clerk.setActive({ organization: '" + acme.ID + "' })")
	for _, id := range []string{"#admin", "#content", "#permitted"} {
		tab.WaitVisible(id)
	}
	tab.WaitGone("#fallback")
	assert.Equal(t, "org:admin", browser.Eval[string](tab, "events.at(-1).orgRole"))
	assert.Equal(t, globex.ID, browser.Eval[string](tab, "events.at(-1).previous.orgId"))

	tab.Run("Clerk.signOut()")
	tab.WaitVisible("#fallback")
	tab.WaitGone("#admin")
	tab.RequireClean()
}

func TestMountingDoesNotMoveThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.page("/", `<p><clerk-user-button></clerk-user-button></p><p><clerk-organization-switcher></clerk-organization-switcher></p><p id="below">below</p>`)
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Block("*://*:*/__clerk/npm/*")
	tab.Navigate(s.URL)
	below := "document.querySelector('#below').getBoundingClientRect().top"
	before := browser.Eval[float64](tab, below)
	tab.Unblock()
	tab.Navigate(s.URL)
	tab.WaitVisible(userButton)
	tab.WaitVisible(".cl-organizationSwitcherTrigger")
	assert.InDelta(t, before, browser.Eval[float64](tab, below), 1)
}
