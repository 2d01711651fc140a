package main

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestSignInPageLeadsBack(t *testing.T) {
	forEachMode(t, func(t *testing.T, cfg clerktest.Config) {
		d := newDemo(t, cfg)
		v := d.open(browser.New(t), "/?htmx=4")
		v.ClickText(testID("sign-in_and_sign-up_pages")+" a", "Go to /sign-in")
		v.WaitVisible(`input[name=identifier]`)
		v.Screenshot("sign-in-page")
		v.RequireClean()
		v.signInByPassword(testPassword)
		v.WaitFor(`location.pathname === "/"`)
		v.ready()
		v.requireSignedIn()
		assert.Equal(t, []string{"sign-in"}, v.hooks())
	})
}

func TestProtectedPageLeadsThroughSignInAndBack(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.tab(browser.New(t))
	v.Navigate(d.url + "/whoami?a=b")
	v.WaitVisible(`input[name=identifier]`)
	assert.Contains(t, v.URL(), "/sign-in?redirect_url="+url.QueryEscape(d.url+"/whoami?a=b"))
	v.signInByPassword(testPassword)
	v.WaitFor(`location.pathname === "/whoami" && location.search === "?a=b"`)
	v.WaitText("body", "you are user_")
}

func TestSignInPageDoesNotLeadElsewhere(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.tab(browser.New(t))
	v.Navigate(d.url + "/sign-in?redirect_url=" + url.QueryEscape("https://evil.example/"))
	v.signInByPassword(testPassword)
	v.WaitFor(`location.pathname === "/"`)
	v.ready()
	v.requireSignedIn() // the harness fails the test for a request to evil.example
}

func TestSignUpPage(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.tab(browser.New(t))
	v.Navigate(d.url + "/sign-up")
	v.Type(`input[name=emailAddress]`, "grace+clerk_test@example.com")
	v.Type(`input[name=password]`, "grace-clerk-password")
	v.Click(`.cl-formButtonPrimary`)
	v.WaitFor(`location.pathname === "/sign-up/verify-email-address"`)
	v.Type(`input[data-input-otp]`, "424242")
	v.WaitFor(`location.pathname === "/"`)
	v.ready()
	v.requireSignedIn()
	v.WaitText(testID("email_address"), "grace+clerk_test@example.com")
}

func TestProfileDialog(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.mark()
		v.ClickText(testID("user_profile_management")+" button", "Show profile")
		v.WaitText("#profile-dialog", "Profile details")
		v.Screenshot("profile")
		v.ClickText("#profile-dialog button", "Update profile")
		v.Type("#profile-dialog input[name=firstName]", "Grace")
		v.ClickText("#profile-dialog button", "Save")
		v.WaitText("#profile-dialog", "Grace User")
		v.ClickText("#profile-dialog button", "Close")
		v.WaitText(testID("first_name"), "Grace")
		v.requireMark()
		v.RequireClean()
	})
}
