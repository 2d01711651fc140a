package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestButtons(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		// In a boosted page htmx takes links; the modal must open all the same.
		s.page("/", `<div hx-boost="true" hx-boost:inherited="true">
			<clerk-sign-in-button mode="modal"><a id="modal" href="/sign-in">Modal</a></clerk-sign-in-button>
			<clerk-sign-in-button><a id="link" href="/sign-in">Link</a></clerk-sign-in-button>
			<clerk-sign-up-button props='{"forceRedirectUrl":"/welcome"}'><button id="button">Button</button></clerk-sign-up-button></div>
			<clerk-sign-out-button><a id="out" href="/sign-out">Out</a></clerk-sign-out-button>{{fragment}}`)
		s.page("/sign-in", `<h1>Sign in</h1>`)
		s.page("/sign-up", `<h1>Sign up</h1>`)
		s.page("/sign-out", `<h1>Sign out</h1>`)
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Click("#modal")
		tab.WaitVisible(".cl-modalContent input[name=identifier]")
		assert.Empty(t, s.visits("GET", "/sign-in"))
		fillSignIn(tab)
		tab.WaitText(".who", s.user.ID)
		tab.WaitGone(".cl-modalContent")

		tab.Click("#out")
		tab.WaitText(".who", "nobody")
		assert.Empty(t, s.visits("GET", "/sign-out"))
		assert.Len(t, s.visits("GET", "/"), 1)
		tab.RequireClean()

		tab.Click("#button")
		tab.WaitText("h1", "Sign up")
		assert.Contains(t, tab.URL(), "sign_up_force_redirect_url=http%3A%2F%2Flocalhost")
		tab.Navigate(s.URL)
		tab.Click("#link")
		tab.WaitText("h1", "Sign in")
	})
}

func TestSignOutButtonWithATarget(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", `<clerk-sign-out-button props='{"redirectUrl":"/bye"}'><button>Out</button></clerk-sign-out-button>`)
	s.page("/bye", "{{fragment}}")
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.Click("button")
	tab.WaitText(".who", "nobody")
	assert.Equal(t, s.URL+"/bye", tab.URL())
}

func TestButtonsWorkWithoutClerk(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.page("/", `<clerk-sign-in-button mode="modal"><a href="/sign-in">Sign in</a></clerk-sign-in-button>`)
	s.page("/sign-in", `<h1>Sign in</h1>`)
	tab := browser.New(t).Tab()
	tab.Block("*://*:*/__clerk/npm/*")
	tab.Navigate(s.URL)
	tab.Click("a")
	tab.WaitText("h1", "Sign in")
}
