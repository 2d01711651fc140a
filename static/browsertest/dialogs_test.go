package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// A modal dialog lies in the top layer, over everything in body.
func TestClerksMenusWorkInADialog(t *testing.T) {
	t.Parallel()
	const opener = `<button id="dialog">Open</button>`
	const script = `<script nonce="` + nonce + `">
		document.querySelector('#dialog').addEventListener('click', () => document.querySelector('dialog').showModal())</script>`
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/in", opener+`<dialog><clerk-user-button></clerk-user-button><clerk-organization-switcher></clerk-organization-switcher>
			<clerk-user-profile></clerk-user-profile></dialog>`+script)
		s.page("/out", opener+`<dialog><clerk-sign-in-button mode="modal"><button id="sign-in">Sign in</button></clerk-sign-in-button></dialog>`+script)
		b := browser.New(t)
		tab := b.Tab()
		tab.Navigate(s.URL + "/out")
		waitReady(tab)
		tab.Click("#dialog")
		tab.Click("#sign-in")
		tab.Click("input[name=identifier]")

		s.signIn(b)
		tab.Navigate(s.URL + "/in")
		waitReady(tab)
		tab.Click("#dialog")
		tab.Click(".cl-organizationSwitcherTrigger")
		tab.Click(".cl-organizationSwitcherPopoverActionButton__createOrganization")
		tab.WaitVisible(".cl-createOrganization-root")
		tab.Click(".cl-modalCloseButton")
		tab.WaitGone(".cl-createOrganization-root")
		tab.Click(".cl-profileSectionItem__emailAddresses .cl-menuButton")
		tab.Click(".cl-menuItem")
		tab.Click(".cl-userButtonTrigger")
		tab.Click(".cl-userButtonPopoverActionButton__manageAccount")
		tab.Click(".cl-modalCloseButton")
		tab.WaitGone(".cl-modalBackdrop")
		assert.True(t, browser.Eval[bool](tab, "document.querySelector('dialog').open"))
	})
}
