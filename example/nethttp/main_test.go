package main

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

const password = "correct-horse-1843"

// start serves the site on a fake Clerk, and returns its address and the user's id.
func start(t *testing.T) (origin, userID string) {
	t.Helper()
	browserPackages := os.DirFS(packages.Require(t))
	clerk := clerktest.NewWithConfig(t, clerktest.Config{Browser: browserPackages})
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com", Password: password})
	cfg := clerk.Config()
	cfg.SignInURL = "/sign-in"
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	server := httptest.NewServer(newSite(kit, browserPackages))
	t.Cleanup(server.Close)
	return server.URL, ada.ID
}

func signIn(tab *browser.Tab) {
	tab.Type(`input[name=identifier]`, "ada@example.com")
	tab.Click(`.cl-formButtonPrimary`)
	tab.Type(`input[name=password]`, password)
	tab.Click(`.cl-formButtonPrimary`)
}

func TestTheFragmentFollowsTheSessionWithoutEcho(t *testing.T) {
	t.Parallel()
	origin, userID := start(t)
	tab := browser.New(t).Tab()
	tab.Navigate(origin)
	tab.WaitFor(`window.Clerk?.loaded`) // before that, the button is the link inside
	tab.Run(`window.marked = true`)
	tab.Click(`#welcome clerk-sign-in-button > *`)
	signIn(tab)
	tab.WaitText(`#hello`, "Hello "+userID)
	assert.True(t, browser.Eval[bool](tab, `window.marked === true`), "the page was loaded anew")

	tab.Run(`Clerk.signOut()`)
	tab.WaitVisible(`#welcome`)
	tab.RequireClean()
}

func TestTheGuardLeadsToTheSignInPageAndBackWithoutEcho(t *testing.T) {
	t.Parallel()
	origin, userID := start(t)
	tab := browser.New(t).Tab()
	tab.Navigate(origin + "/private")
	assert.True(t, strings.HasPrefix(browser.Eval[string](tab, `location.pathname`), "/sign-in"))
	signIn(tab)
	tab.WaitText(`body`, "Only for you, "+userID)
	tab.RequireClean()
}

func TestTheGuideShowsTheSite(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/net-http.md")
	require.NoError(t, err)
	source, err := os.ReadFile("site.go")
	require.NoError(t, err)
	_, code, found := strings.Cut(string(source), "\n// newSite")
	require.True(t, found)
	assert.Contains(t, string(guide), "```go\n// newSite"+code+"```\n")
}
