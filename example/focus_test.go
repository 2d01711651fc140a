package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestFocusIsNotLostWithTheSession(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.WaitFor(`document.activeElement.id === "live"`)
		v.Run(`document.querySelector('[data-testid="sign_out"]').focus()`)
		v.Click(testID("sign_out"))
		v.requireSignedOut()
		v.WaitFor(`document.activeElement.id === "live"`)
	})
}

func TestSkipLinkLeadsToTheContent(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	v.Run(`document.querySelector(".skip").focus()`)
	v.Press("\r")
	v.WaitFor(`document.activeElement.id === "content"`)
}

func TestHookLogScrollsByKeyboard(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	assert.Equal(t, "0", v.Attribute(".log", "tabindex"))
	assert.Equal(t, "region", v.Attribute(".log", "role"))
	assert.NotEmpty(t, v.Attribute(".log", "aria-label"))
}

func TestProfileFitsAPhone(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	v.signIn()
	v.SetViewport(browser.Phone)
	v.ClickText(testID("user_profile_management")+" button", "Show profile")
	v.WaitText("#profile-dialog", "Profile details")
	v.WaitNetworkIdle()
	v.Screenshot("profile-phone")
	card := box(v, "#profile-dialog .cl-cardBox")
	assert.GreaterOrEqual(t, card[0], 0.0)
	assert.LessOrEqual(t, card[0]+card[2], 390.0)
	assert.True(t, browser.Eval[bool](v.Tab, `(d => d.scrollWidth <= d.clientWidth)(document.querySelector("#profile-dialog"))`), "the dialog scrolls sideways")
}

func TestBarIsInLineWithTheContent(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	for _, viewport := range []browser.Viewport{{Width: 1920, Height: 1080}, browser.Desktop, browser.Phone} {
		v.SetViewport(viewport)
		assert.InDelta(t, box(v, ".hero")[0], box(v, ".brand")[0], 1, "at %d px", viewport.Width)
	}
}
