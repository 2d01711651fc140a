package browsertest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

const password = "correct horse battery"

func createUser(t *testing.T, fake *fakeclerk.Clerk, email string) {
	t.Helper()
	name, _, _ := strings.Cut(email, "@")
	_, err := fake.CreateUser(fakeclerk.User{Email: email, FirstName: name, LastName: "Lovelace", Password: password})
	require.NoError(t, err)
}

// signIn takes the short way, without UI.
func (app *application) signIn(email, password string) {
	app.Run(`Clerk.client.signIn.create({identifier: ` + quote(email) + `, password: ` + quote(password) + `})
		.then(s => Clerk.setActive({session: s.createdSessionId}))`)
}

// requireNoMissingEndpoint fails if clerk-js asked for something the fake does not have.
func (app *application) requireNoMissingEndpoint() {
	t := app.t
	t.Helper()
	for _, r := range app.fake.Requests() {
		if r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed || r.Status >= 500 {
			assert.Fail(t, "refused", "%s %s: %d", r.Method, r.Path, r.Status)
		}
	}
}

func TestClerkUISignsInByEmailCode(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{})
	_, err := app.fake.CreateUser(fakeclerk.User{Email: "ada@example.com", FirstName: "Ada"})
	require.NoError(t, err)
	app.mount("SignIn")
	app.Type(`input[name=identifier]`, "ada@example.com")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitText(`#mount`, "Check your email")
	app.Type(`input[autocomplete=one-time-code]`, "424242")
	app.WaitFor(`Clerk.user?.firstName === "Ada"`)
	app.requireNoMissingEndpoint()
}

func TestClerkUISignsUp(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{})
	app.mount("SignUp")
	app.Type(`input[name=emailAddress]`, "new@example.com")
	app.Type(`input[name=password]`, "correct horse battery")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitText(`#mount`, "Verify your email")
	app.Type(`input[autocomplete=one-time-code]`, "424242")
	app.WaitFor(`Clerk.user?.primaryEmailAddress?.emailAddress === "new@example.com"`)
	app.requireNoMissingEndpoint()
}

func TestClerkUISwitchesAccountsAndSignsOut(t *testing.T) {
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			app := openApplication(t, fakeclerk.Config{Mode: mode})
			createUser(t, app.fake, "ada@example.com")
			createUser(t, app.fake, "grace@example.com")
			app.signIn("ada@example.com", password)
			app.signIn("grace@example.com", password)
			app.mount("UserButton")
			app.Click(`.cl-userButtonTrigger`)
			app.Click(`.cl-userButtonPopoverCard button:has(.cl-userPreviewSecondaryIdentifier)`)
			app.WaitFor(`Clerk.user?.firstName === "ada"`)
			app.open()
			app.WaitFor(`Clerk.user?.firstName === "ada"`)
			app.mount("UserButton")
			app.Click(`.cl-userButtonTrigger`)
			app.Click(`.cl-userButtonPopoverActionButton__signOut`)
			app.WaitFor(`Clerk.session === null || Clerk.user?.firstName === "grace"`)
			app.open()
			app.WaitFor(`Clerk.user?.firstName === "grace"`)
			app.mount("UserButton")
			app.Click(`.cl-userButtonTrigger`)
			app.Click(`.cl-userButtonPopoverActionButton__signOut`)
			app.WaitFor(`Clerk.user === null && !document.cookie.includes("__session=")`)
			app.requireNoMissingEndpoint()
		})
	}
}

func TestClerkUISwitchesOrganizations(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{})
	require.NoError(t, app.fake.Seed())
	app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	app.mount("OrganizationSwitcher")
	app.Click(`.cl-organizationSwitcherTrigger`)
	app.ClickText(`.cl-organizationSwitcherPreviewButton`, "Globex")
	app.WaitFor(`Clerk.organization?.slug === "globex"`)
	app.WaitFor(`JSON.parse(atob(document.cookie.match(/__session=[^.]*\.([^.]*)/)[1].replace(/-/g, "+").replace(/_/g, "/"))).o.slg === "globex"`)
	app.requireNoMissingEndpoint()
}

func TestClerkUIChoosesTheOrganizationOfAPendingSession(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{ForceOrganizationSelection: true})
	require.NoError(t, app.fake.Seed())
	app.mount("SignIn")
	app.Type(`input[name=identifier]`, fakeclerk.SeedEmail)
	app.Click(`.cl-formButtonPrimary`)
	app.Type(`input[name=password]`, fakeclerk.SeedPassword)
	app.Click(`.cl-formButtonPrimary`)
	app.WaitText(`#mount`, "Globex")
	require.True(t, browser.Eval[bool](app.Tab, `Clerk.session.status === "pending" && !Clerk.isSignedIn`))
	app.Click(`#mount button:has(.cl-organizationPreview)`)
	app.WaitFor(`Clerk.isSignedIn && Clerk.organization`)
	app.requireNoMissingEndpoint()
}

func TestClerkUIProfiles(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{UsernameEnabled: true, PhoneNumberEnabled: true})
	require.NoError(t, app.fake.Seed())
	app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	app.Run(`Clerk.setActive({organization: "acme-inc"})`)
	for _, component := range []string{"UserProfile", "OrganizationProfile", "OrganizationList", "CreateOrganization", "UserAvatar"} {
		app.Run(`void (document.body.append(Object.assign(document.createElement("div"), {id: "` + component + `"})),
			Clerk.mount` + component + `(document.getElementById("` + component + `")))`)
		app.WaitFor(`document.getElementById("` + component + `").querySelector("[class*=cl-]")`)
	}
	app.WaitText(`#UserProfile`, fakeclerk.SeedEmail)
	app.WaitText(`#OrganizationProfile`, "Acme Inc")
	app.RequireClean()
	app.requireNoMissingEndpoint()
}

func TestClerkUIJoinsTheWaitlist(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{SignUpMode: fakeclerk.SignUpWaitlist})
	app.mount("Waitlist")
	app.Type(`input[name=emailAddress]`, "soon@example.com")
	app.Click(`.cl-formButtonPrimary`)
	app.WaitText(`#mount`, "Thanks for joining")
	assert.Equal(t, []string{"soon@example.com"}, app.fake.Waitlist())
}

// The fake on a port of its own, as clerktest starts it: cross-origin for the page, but the same site.
func TestClerkJSWorksAcrossPorts(t *testing.T) {
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			fake, err := fakeclerk.New(fakeclerk.Config{Mode: mode, Browser: os.DirFS(packages.Require(t))})
			require.NoError(t, err)
			require.NoError(t, fake.Seed())
			clerk, err := fakeclerk.Listen(fake)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, clerk.Close()) })
			server := httptest.NewServer(serveDocument(fake, clerk.URL))
			t.Cleanup(server.Close)
			require.True(t, strings.HasPrefix(server.URL, "http://127.0.0.1:"))

			app := &application{Tab: browser.New(t).Tab(), t: t, fake: fake, url: server.URL}
			app.open()
			app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
			app.open()
			app.WaitFor(`Clerk.user?.firstName === "Test" && document.cookie.includes("__client_uat=")`)
			claims := jwt.MapClaims{}
			_, _, err = jwt.NewParser().ParseUnverified(browser.Eval[string](app.Tab, `Clerk.session.getToken({skipCache: true})`), claims)
			require.NoError(t, err)
			assert.Equal(t, server.URL, claims["azp"])
			app.requireNoMissingEndpoint()
		})
	}
}

func TestRevokedSessionLeavesTheBrowser(t *testing.T) {
	app := openApplication(t, fakeclerk.Config{})
	require.NoError(t, app.fake.Seed())
	app.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	require.NoError(t, app.fake.Revoke(browser.Eval[string](app.Tab, `Clerk.session.id`)))
	app.Run(`Clerk.session.getToken({skipCache: true}).catch(() => {})`)
	app.WaitFor(`Clerk.session === null && !document.cookie.includes("__session=")`)
}
