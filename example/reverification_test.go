package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestReverificationAsksAndGoesOn(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.mark()
		v.ageVerification()

		v.Click(testID("vault_button"))
		v.WaitVisible(`input[name=password]`)
		assert.Empty(t, browser.Eval[string](v.Tab, `document.querySelector('[data-testid="vault"]').textContent`))
		v.Type(`input[name=password]`, testPassword)
		v.Click(`.cl-formButtonPrimary`)
		v.WaitText(testID("vault"), "The vault is open.")
		v.requireMark()
		v.RequireClean()
	})
}

func TestReverificationThatIsClosedChangesNothing(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.ageVerification()
		v.Click(testID("vault_button"))
		v.WaitVisible(`input[name=password]`)
		v.Press(browser.Escape)
		v.WaitGone(`input[name=password]`)
		v.WaitNetworkIdle()
		assert.Empty(t, browser.Eval[string](v.Tab, `document.querySelector('[data-testid="vault"]').textContent`))
		v.requireSignedIn()
	})
}

// ageVerification makes the sign-in 20 minutes old, in the browser's token too.
func (v *visit) ageVerification() {
	v.demo.t.Helper()
	session := v.demo.fake.Session(browser.Eval[string](v.Tab, `Clerk.session.id`))
	v.demo.fake.SetFactorVerificationAge(session, 20*time.Minute)
	v.Run(`Clerk.session.getToken({ skipCache: true })`)
}
