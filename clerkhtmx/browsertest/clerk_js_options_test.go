package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/partials"
)

// What clerk-js says that it was loaded with.
func TestClerkJSHasTheOptionsOfTheConfig(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2", settings{kit: func(c *clerkhtmx.Config) {
		c.WaitlistURL, c.AfterMultiSessionSingleSignOutURL, c.NewSubscriptionRedirectURL = "/waitlist", "/who", "/welcome"
		c.TaskURLs = map[partials.SessionTask]string{partials.TaskKeySetupMFA: "/mfa"}
		c.AllowedRedirectOrigins, c.AllowedRedirectProtocols = []string{"https://satellite.example"}, []string{"myapp:"}
		c.SupportEmail, c.UnsafeDisableDevelopmentModeConsoleWarning = "help@example.com", true
		c.ClerkJS = clerkhtmx.ClerkJSOptions{PollingDisabled: true, TouchSessionDisabled: true, Experimental: partials.Object{"rethrowOfflineNetworkErrors": true},
			Other: partials.Object{"sdkMetadata": partials.Object{"name": "kit"}}}
	}})
	s.page("/", "")
	tab := s.open(browser.New(t), "/")
	want := map[string]any{
		"waitlistUrl": "/waitlist", "afterMultiSessionSingleSignOutUrl": "/who", "newSubscriptionRedirectUrl": "/welcome",
		"taskUrls": map[string]any{"setup-mfa": "/mfa"}, "allowedRedirectProtocols": []any{"myapp:"}, "supportEmail": "help@example.com",
		"polling": false, "touchSession": false, "experimental": map[string]any{"rethrowOfflineNetworkErrors": true},
		"sdkMetadata": map[string]any{"name": "kit"}, "unsafe_disableDevelopmentModeConsoleWarning": true,
	}
	for name, value := range want {
		assert.Equal(t, value, browser.Eval[any](tab, "Clerk.__internal_getOption('"+name+"')"), name)
	}
	tab.RequireClean()
}

func TestATaskLeadsToItsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2", settings{clerk: fakeclerk.Config{ForceOrganizationSelection: true}, kit: func(c *clerkhtmx.Config) {
		c.TaskURLs = map[partials.SessionTask]string{partials.TaskKeyChooseOrganization: "/onboarding"}
	}})
	s.page("/", "")
	s.page("/onboarding", "")
	tab := s.open(browser.New(t), "/sign-in")
	fillSignIn(tab)
	s.waitPage(tab, "/onboarding", "page /onboarding")
}
