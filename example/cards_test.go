package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

func TestEachCardShowsItsCode(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	assert.Equal(t, v.Count(".card"), v.Count(".card > .code code:not(:empty)"))
	v.Click(testID("protect_by_role") + " [data-copy]")
	v.WaitText("#toasts", "Copied")
	v.Screenshot("cards")
	v.RequireClean()
}

func TestWhatOpensADialogIsAButton(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		requireButtons := func() {
			for _, selector := range []string{testID("sign_in"), testID("sign_up"), ".bar clerk-sign-in-button a"} {
				v.WaitVisible(selector + `[role="button"]`)
			}
		}
		requireButtons()
		v.Run(`document.querySelector('[data-testid="sign_in"]').focus()`)
		v.Press(" ")
		v.WaitVisible(`input[name=identifier]`)
		v.Press(browser.Escape)
		v.WaitGone(`input[name=identifier]`)
		v.signIn()
		v.Click(testID("sign_out"))
		v.requireSignedOut()
		requireButtons()
	})
}

func TestVaultAsksAtTheFirstClick(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.WaitNetworkIdle()
		v.Click(testID("vault_button"))
		v.Type(`input[name=password]`, testPassword)
		v.Click(`.cl-formButtonPrimary`)
		v.WaitText(testID("vault"), "The vault is open.")
		v.RequireClean()
	})
}

func TestNobodyGetsButtonsOfOrganizationsOfOthers(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	d.fake.CreateUser(clerktest.User{Email: "grace+clerk_test@example.com", Password: "grace-clerk-password"})
	v := d.open(browser.New(t), "/")
	v.Click(testID("sign_in"))
	v.Type(`input[name=identifier]`, "grace+clerk_test@example.com")
	v.Click(`.cl-formButtonPrimary`)
	v.Type(`input[name=password]`, "grace-clerk-password")
	v.Click(`.cl-formButtonPrimary`)
	v.requireSignedIn()
	v.WaitText(testID("organization_buttons"), "You are in no organization yet.")
	assert.Zero(t, v.Count(testID("organization_buttons")+" button"))
}

func TestCredentialsAreThoseOfTheFakeClerk(t *testing.T) {
	t.Parallel()
	browserPackages := os.DirFS(packages.Require(t))
	const origin = "http://127.0.0.1:8080"
	instance := fakeInstance(clerktest.NewWithConfig(t, fakeConfig(origin, browserPackages)), origin, browserPackages)
	page := func() string {
		site, err := newSite(instance)
		require.NoError(t, err)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, origin+"/", http.NoBody))
		return w.Body.String()
	}
	assert.Contains(t, page(), testPassword)
	instance.fake = nil
	ofRealClerk := page()
	assert.Contains(t, ofRealClerk, "Your account")
	assert.NotContains(t, ofRealClerk, testPassword)
	assert.NotContains(t, ofRealClerk, "424242")
}
