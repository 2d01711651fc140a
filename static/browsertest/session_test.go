package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func eventTypes(tab *browser.Tab) []string { return browser.Eval[[]string](tab, "eventTypes()") }

func waitReady(tab *browser.Tab) { tab.WaitFor("eventTypes().includes('clerk:ready')") }

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", "{{fragment}}")
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		assert.Equal(t, []string{"clerk:ready"}, eventTypes(tab))
		assert.Empty(t, s.reports(), "the page agrees with clerk-js")

		tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
		tab.WaitText(".who", s.user.ID)
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in"}, eventTypes(tab))
		assert.Len(t, s.reports(), 1)
		assert.Len(t, s.visits("GET", "/clerk/fragments/who"), 1)

		tab.Run("Clerk.signOut()")
		tab.WaitText(".who", "nobody")
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in", "clerk:session", "clerk:signed-out"}, eventTypes(tab))
		assert.Len(t, s.reports(), 2)
		assert.Len(t, s.visits("GET", "/clerk/fragments/who"), 2)
		assert.Len(t, s.visits("GET", "/"), 1, "the page stays in place")
		tab.RequireClean()
	})
}

func TestSignOutOfOneAccountOfSeveral(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	b := browser.New(t)
	first := s.signIn(b)
	other, err := s.fake.CreateUser(fakeclerk.User{Email: "grace@example.com"})
	require.NoError(t, err)
	second, err := s.fake.SignIn(fakeclerk.SignInParams{UserID: other.ID, ClientID: first.ClientID})
	require.NoError(t, err)
	s.setCookies(b, second)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitText(".who", other.ID)
	tab.Run("Clerk.signOut({ sessionId: '" + second.ID + "' })")
	tab.WaitText(".who", s.user.ID)
	assert.Equal(t, []string{"clerk:ready", "clerk:session"}, eventTypes(tab))
	assert.Len(t, s.visits("GET", "/"), 1)
	tab.RequireClean()
}

func TestEveryKindOfInstance(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]fakeclerk.Mode{
		"production": fakeclerk.ProductionMode, "development": fakeclerk.DevelopmentMode, "development on a host of its own": fakeclerk.DevelopmentCustomHostMode,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSiteWith(t, "htmx-4", fakeclerk.Config{Mode: mode})
			s.page("/", `<clerk-sign-in></clerk-sign-in><clerk-sign-out-button><button id="out">Out</button></clerk-sign-out-button>{{fragment}}`)
			tab := browser.New(t).Tab()
			tab.Navigate(s.URL)
			fillSignIn(tab)
			tab.WaitText(".who", s.user.ID)
			assert.Equal(t, s.URL+"/", tab.URL())
			tab.Click("#out")
			tab.WaitText(".who", "nobody")
			assert.Len(t, s.visits("GET", "/"), 1)
			tab.RequireClean()
		})
	}
}

func TestPendingSessionIsSignedOut(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, "htmx-2", fakeclerk.Config{Mode: fakeclerk.DevelopmentCustomHostMode, ForceOrganizationSelection: true})
	acme := s.organization("Acme", "org:admin")
	s.page("/", `<clerk-sign-in></clerk-sign-in>{{fragment}}`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	fillSignIn(tab)
	tab.WaitText("clerk-sign-in", "Acme") // the form stays for the task
	assert.NotContains(t, eventTypes(tab), "clerk:signed-in")
	require.Equal(t, "pending", browser.Eval[string](tab, "Clerk.session.status"))

	tab.ClickText("clerk-sign-in button", "Acme")
	tab.WaitText(".who", acme.ID)
	tab.WaitGone("clerk-sign-in")
	assert.Contains(t, eventTypes(tab), "clerk:signed-in")
	tab.RequireClean()
}

func TestProfileChange(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.Run("Clerk.user.update({ firstName: 'Augusta' })")
	tab.WaitFor("eventTypes().length === 3")
	assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:user"}, eventTypes(tab))
	assert.Len(t, s.reports(), 1)
}
