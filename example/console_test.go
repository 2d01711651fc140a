package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestSignOutFromAnOrganizationLeavesTheConsoleClean(t *testing.T) {
	forEachMode(t, func(t *testing.T, cfg clerktest.Config) {
		d := newDemo(t, cfg)
		v := d.open(browser.New(t), "/")
		v.signIn()
		v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
		v.WaitVisible(testID("admin_only"))
		v.WaitVisible(".cl-organizationSwitcherTrigger")
		v.ClearLog()
		v.Click(testID("sign_out"))
		v.requireSignedOut()
		v.WaitNetworkIdle()
		for _, m := range v.Messages() {
			t.Log(m)
		}
		v.RequireClean()
	})
}

func TestEveryPageHasAnIcon(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	assert.Contains(t, d.body("/favicon.ico"), "<svg")
}

func TestClerkIsNotLoadedWhileTheFrontendAPIIsDown(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	d.fail("/v1/client")
	d.fail("/v1/environment")
	b := browser.New(t)
	v := d.tab(b)
	v.Navigate(d.url)
	v.WaitText(".loading", "Clerk does not answer")
	v.WaitNetworkIdle()
	assert.NotContains(t, v.Text(".loading"), "is loaded")
	v.Run(`document.querySelector(".cards").scrollIntoView()`)
	v.Screenshot("frontend-api-down")

	v = d.tab(b)
	v.Navigate(d.url + "/sign-in")
	v.WaitFor(`window.Clerk?.status === "degraded"`)
	v.WaitNetworkIdle()
	v.Screenshot("sign-in-frontend-api-down")
}

func TestPageDoesNotWaitWithoutJavaScript(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	body := d.body("/")
	assert.Contains(t, body, "<noscript>JavaScript is off")
	assert.Contains(t, body, "<noscript>needs JavaScript</noscript>")
}
