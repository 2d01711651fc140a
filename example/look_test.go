package main

import (
	"strings"
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
		{"wide-light", browser.Viewport{Width: 1920, Height: 1080}, browser.Light},
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

func TestLoadShiftsNothing(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	b := browser.New(t)
	v := d.open(b, "/")
	look := func(state, path, arrives string) {
		for _, width := range []int64{320, 390, 640, 1280} {
			v.SetViewport(browser.Viewport{Width: width, Height: 800})
			v.Navigate(d.url + path)
			v.WaitVisible(arrives)
			shift := v.LayoutShift()
			t.Log(path, state, "at", width, "px:", shift)
			assert.LessOrEqual(t, shift, 0.05, "%s %s at %d px", path, state, width)
		}
	}
	look("signed out", "/", testID("sign_in"))
	look("signed out", "/sign-in", ".cl-cardBox input")
	look("signed out", "/sign-up", ".cl-cardBox input")
	v.SetViewport(browser.Desktop)
	v.load("/")
	v.signIn()
	v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
	v.WaitVisible(testID("admin_only"))
	look("signed in", "/", ".cl-userButtonTrigger")
}

func TestPageWithoutJavaScriptSaysSo(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.tab(browser.New(t))
	v.DisableJavaScript()
	for path, text := range map[string]string{"/": "JavaScript is off", "/sign-in": "needs JavaScript", "/sign-up": "needs JavaScript"} {
		for name, viewport := range map[string]browser.Viewport{"desktop": browser.Desktop, "phone": browser.Phone} {
			v.SetViewport(viewport)
			v.Navigate(d.url + path)
			v.WaitText("body", text)
			assert.True(t, browser.Eval[bool](v.Tab, `[...document.querySelectorAll("clerk-loading")].every((e) => getComputedStyle(e).display === "none")`), path)
			v.Screenshot("no-script-" + strings.Trim(path, "/") + "-" + name)
		}
	}
}
