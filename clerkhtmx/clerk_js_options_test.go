package clerkhtmx_test

import (
	"encoding/json"
	"html"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// headOptions are the options of clerk-js in a page's head.
func headOptions(t *testing.T, change func(*clerkhtmx.Config)) map[string]any {
	t.Helper()
	a := harness.NewApp(t, change)
	head, err := a.Kit.Page(a.NewContext(harness.Get("/"), nil)).Head()
	require.NoError(t, err)
	_, attribute, found := strings.Cut(string(head), `data-clerk-options="`)
	require.True(t, found)
	attribute, _, _ = strings.Cut(attribute, `"`)
	var options map[string]any
	require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(attribute)), &options))
	return options
}

func TestEveryOptionOfClerkJSIsSetByTheConfig(t *testing.T) {
	t.Parallel()
	options := headOptions(t, func(c *clerkhtmx.Config) {
		c.PublicURL = "https://kit.test/app"
		c.SignInURL, c.SignUpURL, c.WaitlistURL = "https://kit.example/sign-in", "/sign-up", "/waitlist"
		c.SignInForceRedirectURL, c.SignUpForceRedirectURL, c.SignInFallbackRedirectURL, c.SignUpFallbackRedirectURL = "/a", "/b", "/c", "/d"
		c.AfterSignOutURL, c.AfterMultiSessionSingleSignOutURL, c.NewSubscriptionRedirectURL = "/e", "/f", "https://pay.example/g"
		c.TaskURLs = map[partials.SessionTask]string{partials.TaskKeySetupMFA: "/h", partials.TaskKeyResetPassword: "https://kit.test/i"}
		c.AllowedRedirectOrigins, c.AllowedRedirectProtocols = []string{"https://satellite.example"}, []string{"myapp:"}
		c.Appearance, c.Localization, c.SupportEmail = partials.Object{"cssLayerName": "clerk"}, partials.Object{"locale": "de-DE"}, "help@example.com"
		c.IsSatellite, c.SatelliteAutoSync, c.Domain = true, true, "satellite.example"
		c.TreatPendingAsSignedIn, c.TelemetryDisabled, c.TelemetryDebug, c.UnsafeDisableDevelopmentModeConsoleWarning = true, true, true, true
		c.ClerkJS = clerkhtmx.ClerkJSOptions{PollingDisabled: true, TouchSessionDisabled: true, RouterDebug: true, TelemetrySamplingDisabled: true,
			Experimental: partials.Object{"persistClient": false}, Other: partials.Object{"standardBrowser": false}}
	})
	for _, field := range reflect.VisibleFields(reflect.TypeFor[partials.Options]()) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" {
			assert.Contains(t, options, name)
		}
	}
	for name, want := range map[string]any{
		"waitlistUrl":                       "/app/waitlist",
		"afterMultiSessionSingleSignOutUrl": "/app/f",
		"newSubscriptionRedirectUrl":        "https://pay.example/g",
		"taskUrls":                          map[string]any{"setup-mfa": "/app/h", "reset-password": "https://kit.test/i"},
		"allowedRedirectProtocols":          []any{"myapp:"},
		"supportEmail":                      "help@example.com",
		"telemetry":                         map[string]any{"disabled": true, "debug": true, "perEventSampling": false},
		"polling":                           false,
		"touchSession":                      false,
		"routerDebug":                       true,
		"experimental":                      map[string]any{"persistClient": false},
		"standardBrowser":                   false,
		"unsafe_disableDevelopmentModeConsoleWarning": true,
	} {
		assert.Equal(t, want, options[name], name)
	}
}

func TestOptionsThatAreNotSetAreLeftToClerkJS(t *testing.T) {
	t.Parallel()
	options := headOptions(t, func(c *clerkhtmx.Config) {
		*c = clerkhtmx.Config{PublishableKey: c.PublishableKey, SecretKey: c.SecretKey, APIURL: c.APIURL}
	})
	assert.Empty(t, options)
}

// New copies a Config.
func TestTheOptionsOfAKitStayAsTheyWere(t *testing.T) {
	t.Parallel()
	var config clerkhtmx.Config
	a := harness.NewApp(t, func(c *clerkhtmx.Config) {
		c.TaskURLs = map[partials.SessionTask]string{partials.TaskKeySetupMFA: "/mfa"}
		c.AllowedRedirectProtocols = []string{"myapp:"}
		config = *c
	})
	config.TaskURLs[partials.TaskKeySetupMFA], config.AllowedRedirectProtocols[0] = "/changed", "changed:"
	head, err := a.Kit.Page(a.NewContext(harness.Get("/"), nil)).Head()
	require.NoError(t, err)
	assert.NotContains(t, string(head), "changed")
}
