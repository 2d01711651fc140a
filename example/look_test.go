package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// Pictures of every look; go test -artifacts keeps them.
func TestPageFitsItsScreen(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	looks := []struct {
		name     string
		viewport browser.Viewport
		scheme   browser.ColorScheme
	}{
		{"desktop-light", browser.Desktop, browser.Light},
		{"desktop-dark", browser.Desktop, browser.Dark},
		{"phone-light", browser.Phone, browser.Light},
		{"phone-dark", browser.Phone, browser.Dark},
	}
	look := func(state string) {
		for _, l := range looks {
			v.SetViewport(l.viewport)
			v.SetColorScheme(l.scheme)
			v.WaitFor(`document.querySelector("#toasts").childElementCount === 0`)
			v.Run(`scrollTo(0, 0)`)
			v.Screenshot(state + "-" + l.name)
			assert.LessOrEqual(t, browser.Eval[int](v.Tab, `document.documentElement.scrollWidth`), int(l.viewport.Width),
				"%s %s scrolls sideways", state, l.name)
		}
		v.SetViewport(browser.Desktop)
		v.SetColorScheme(browser.Light)
	}
	look("signed-out")
	v.signIn()
	v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
	v.WaitVisible(testID("admin_only"))
	v.WaitVisible(".cl-userButtonTrigger")
	look("signed-in")
}
