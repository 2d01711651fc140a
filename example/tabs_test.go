package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// Only one tab has the focus here, as in life. Test tools otherwise make every tab
// believe that it has, and clerk-js in all of them would write the cookie.
func TestTabsFollowEachOther(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		b := browser.New(t)
		first := d.open(b, path)
		second := d.open(b, path)
		first.mark()

		second.signIn()
		first.WaitText(testID("is_signed_in"), "true") // without the focus
		first.BringToFront()
		first.requireSignedIn()

		first.Click(testID("sign_out"))
		first.requireSignedOut()
		second.BringToFront()
		second.requireSignedOut()

		first.BringToFront()
		first.requireMark()
		assert.Equal(t, []string{"sign-out", "sign-in"}, first.hooks(), "two tabs, one person")
	})
}

func TestBackButtonShowsNothingAfterSignOut(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.load(path + "&page=2")
		v.Click(testID("sign_out"))
		v.requireSignedOut()
		v.Back()
		v.WaitFor(`!location.search.includes("page=2")`)
		v.ready()
		v.requireSignedOut()
		assert.Zero(t, v.Count(testID("email_address")), "nor is it hidden somewhere")
	})
}
