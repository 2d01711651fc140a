package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// forEachHTMX runs a test on every htmx that the kit supports.
func forEachHTMX(t *testing.T, test func(t *testing.T, path string)) {
	t.Helper()
	t.Parallel()
	for _, version := range htmxVersions() {
		t.Run("htmx "+version.Name, func(t *testing.T) {
			t.Parallel()
			test(t, "/?htmx="+version.Name)
		})
	}
}

// kitRequests are the requests of the page to the kit's routes, script and style aside.
func kitRequests(v *visit) []string {
	var paths []string
	for _, r := range v.Requests() {
		path := strings.TrimPrefix(r.URL, v.demo.url)
		if strings.HasPrefix(path, "/clerk/") && !strings.HasPrefix(path, "/clerk/static/") {
			paths = append(paths, r.Method+" "+path)
		}
	}
	return paths
}

func TestFirstVisitIsRightAtFirstPaint(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.requireSignedOut()
		v.WaitText(testID("is_hydrated"), "true")
		v.WaitText(testID("auth_checked"), "true")
		v.WaitNetworkIdle()
		assert.Empty(t, kitRequests(v), "browser and server agree, so nobody is asked")
		assert.Equal(t, "nothing yet", v.Text(testID("last_auth_change")))
		v.RequireClean()
	})
}

func TestSignInSwapsThePageWithoutALoad(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.mark()
		v.ClearLog()
		v.signIn()

		v.requireMark()
		assert.Equal(t, browser.Eval[string](v.Tab, `Clerk.user.id`), v.Text(testID("user_id")))
		assert.Equal(t, []string{"sign-in"}, v.hooks())
		v.WaitNetworkIdle()
		requests := kitRequests(v)
		require.NotEmpty(t, requests)
		assert.Equal(t, "POST /clerk/session", requests[0], "the server knows before the page shows it")
		seen := map[string]int{}
		for _, r := range requests {
			seen[r]++
		}
		for request, n := range seen {
			assert.Equal(t, 1, n, request)
		}

		v.ClearLog()
		v.Reload()
		v.ready()
		v.requireSignedIn()
		v.WaitNetworkIdle()
		assert.Empty(t, kitRequests(v), "signed in at first paint")
		assert.Equal(t, []string{"sign-in"}, v.hooks(), "a reload is not a sign-in")

		v.mark()
		v.Click(testID("sign_out"))
		v.requireSignedOut()
		v.requireMark()
		assert.Equal(t, []string{"sign-out", "sign-in"}, v.hooks())
		v.RequireClean()
	})
}

func TestSignInByEmailCode(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.mark()
		v.Click(testID("sign_in"))
		v.Type(`input[name=identifier]`, testEmail)
		v.Click(`.cl-formButtonPrimary`)
		v.WaitVisible(`input[name=password]`)
		v.ClickText(`.cl-footerActionLink, .cl-alternativeMethodsBlockButton, a`, "Use another method")
		v.Click(`.cl-alternativeMethodsBlockButton`)
		v.WaitVisible(`input[data-input-otp]`)
		v.Type(`input[data-input-otp]`, "424242")
		v.requireSignedIn()
		v.requireMark()
		assert.Equal(t, []string{"sign-in"}, v.hooks())
		v.RequireClean()
	})
}

func TestWrongPasswordShowsClerksMessage(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	v.Click(testID("sign_in"))
	v.signInByPassword("not-the-password")
	v.WaitText(`.cl-formFieldErrorText`, "Password is incorrect")
	assert.Equal(t, "false", v.Text(testID("is_signed_in")))
	assert.Empty(t, v.hooks())
}

func TestSignUpCreatesAUser(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.mark()
		v.Click(testID("sign_up"))
		v.Type(`input[name=emailAddress]`, "grace+clerk_test@example.com")
		v.Type(`input[name=password]`, "grace-clerk-password")
		v.Click(`.cl-formButtonPrimary`)
		v.WaitVisible(`input[data-input-otp]`)
		v.Type(`input[data-input-otp]`, "424242")
		v.requireSignedIn()
		v.requireMark()
		v.WaitText(testID("email_address"), "grace+clerk_test@example.com")
		assert.Equal(t, []string{"sign-in"}, v.hooks())
	})
}

func TestOrganizationSwitchSwapsTheProtectedCard(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.WaitVisible(testID("admin_fallback"))
		v.mark()

		v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
		v.WaitVisible(testID("admin_only"))
		v.WaitText(testID("org_role"), "org:admin")
		v.ClickText(testID("organization_buttons")+" button", "Globex")
		v.WaitVisible(testID("admin_fallback"))
		v.WaitText(testID("org_role"), "org:member")
		assert.Zero(t, v.Count(testID("admin_only")), "what is not for them is not on the page")
		v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
		v.WaitVisible(testID("admin_only"))

		v.requireMark()
		assert.Equal(t, []string{"organization-change", "organization-change", "organization-change", "sign-in"}, v.hooks())
		v.RequireClean()
	})
}
