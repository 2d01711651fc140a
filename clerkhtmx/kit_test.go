package clerkhtmx_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestNewReportsMistakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*clerkhtmx.Config)
		fields []string
	}{
		{"two keys are enough", func(*clerkhtmx.Config) {}, nil},
		{"no publishable key", func(c *clerkhtmx.Config) { c.PublishableKey = "" }, []string{"PublishableKey"}},
		{"a publishable key that is none", func(c *clerkhtmx.Config) { c.PublishableKey = "pk_test_!" }, []string{"PublishableKey"}},
		{"no secret key", func(c *clerkhtmx.Config) { c.SecretKey = "" }, []string{"SecretKey"}},
		{"a secret key that is none", func(c *clerkhtmx.Config) { c.SecretKey = "do-not-print-me" }, []string{"SecretKey"}},
		{"keys of different instance types", func(c *clerkhtmx.Config) { c.SecretKey = "sk_live_do-not-print-me" }, []string{"SecretKey"}},
		{"a PEM that is none", func(c *clerkhtmx.Config) { c.JWTKey = "do-not-print-me" }, []string{"JWTKey"}},
		{"an API address without a host", func(c *clerkhtmx.Config) { c.APIURL = "api.clerk.com" }, []string{"APIURL"}},
		{"a sign-in page on another host in disguise", func(c *clerkhtmx.Config) { c.SignInURL = "//evil.example" }, []string{"SignInURL"}},
		{"a script for a page", func(c *clerkhtmx.Config) { c.AfterSignOutURL = "javascript:alert(1)" }, []string{"AfterSignOutURL"}},
		{"a base path without a slash", func(c *clerkhtmx.Config) { c.BasePath = "clerk" }, []string{"BasePath"}},
		{"a negative clock skew", func(c *clerkhtmx.Config) { c.ClockSkew = -time.Second }, []string{"ClockSkew"}},
		{"a satellite that says nothing else", func(c *clerkhtmx.Config) { c.IsSatellite = true }, []string{"Domain", "SignInURL"}},
		{"everything at once", func(c *clerkhtmx.Config) { *c = clerkhtmx.Config{ProxyURL: "x", HookTimeout: -1} },
			[]string{"PublishableKey", "SecretKey", "ProxyURL", "HookTimeout"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := harness.ValidConfig()
			tt.change(&cfg)
			kit, err := clerkhtmx.New(cfg)
			if tt.fields == nil {
				require.NoError(t, err)
				require.NoError(t, kit.Close())
				return
			}
			require.Error(t, err)
			for _, field := range tt.fields {
				require.ErrorContains(t, err, "Config."+field+":")
			}
			assert.NotContains(t, err.Error(), "do-not-print-me")
		})
	}
}

func TestRequestsAfterCloseAreServedAsBefore(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	require.NoError(t, a.Kit.Close())
	require.NoError(t, a.Kit.Close(), "a second time")
	assert.Equal(t, a.Ada.ID, a.UserID(t, a.Clerk.SignedIn(harness.Get("/whoami"), a.Ada)))
}
