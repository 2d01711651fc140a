package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestClerkUIEditsTheUser(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{UsernameEnabled: true})
	require.NoError(t, app.fake.Seed())
	app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	app.mount("UserProfile")

	app.Click(`.cl-profileSectionPrimaryButton__profile`)
	app.Type(`input[name=firstName]`, "Tess")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitFor(`Clerk.user.firstName === "Tess"`)
	app.WaitGone(`input[name=firstName]`)

	app.Click(`.cl-profileSectionPrimaryButton__emailAddresses`)
	app.Type(`input[name=emailAddress]`, "second@example.com")
	app.Click(`.cl-formButtonPrimary`)
	app.Type(`input[autocomplete=one-time-code]`, "424242")
	app.WaitFor(`Clerk.user.emailAddresses.some(e => e.emailAddress === "second@example.com" && e.verification.status === "verified")`)

	app.Click(`.cl-navbarButton__security`)
	app.WaitText(`#mount`, "127.0.0.1")
	app.Click(`.cl-profileSectionPrimaryButton__password`)
	app.Type(`input[name=currentPassword]`, fakeclerk.SeedPassword)
	app.Type(`input[name=newPassword]`, "another password")
	app.Type(`input[name=confirmPassword]`, "another password")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitGone(`input[name=newPassword]`)
	app.requireNoMissingEndpoint()

	app.Run(`Clerk.signOut()`)
	app.signIn("second@example.com", "another password")
	app.WaitFor(`Clerk.user?.firstName === "Tess"`)
}

func TestClerkUIManagesTheOrganization(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{})
	require.NoError(t, app.fake.Seed())
	app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	app.Run(`Clerk.setActive({organization: "acme-inc"})`)
	app.mount("OrganizationProfile")

	app.Click(`.cl-profileSectionPrimaryButton__organizationProfile`)
	app.Type(`input[name=name]`, "Acme Ltd")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitFor(`Clerk.organization.name === "Acme Ltd"`)

	app.Click(`.cl-navbarButton__members`)
	app.WaitText(`#mount`, fakeclerk.SeedEmail)
	app.Click(`.cl-membersPageInviteButton`)
	app.Type(`input[data-testid=tag-input]`, "grace@example.com")
	app.Press(browser.Enter) // makes it a tag, and sends the form
	app.WaitText(`#mount`, "Invitations successfully sent")
	app.ClickText(`button`, "Invitations 1")
	app.WaitText(`#mount`, "grace@example.com")
	app.requireNoMissingEndpoint()
}
