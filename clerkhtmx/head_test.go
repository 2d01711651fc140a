package clerkhtmx_test

import (
	"html"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// A list of one's own ends clerk-js's default, so the head has both.
func TestTheHeadAddsRedirectOriginsToClerksDefault(t *testing.T) {
	t.Parallel()
	satellite := func(cfg *clerkhtmx.Config) { cfg.AllowedRedirectOrigins = []string{"https://satellite.example"} }
	head := func(a *harness.App) string {
		out, err := a.Kit.Page(a.NewContext(harness.Get("/"), nil)).Head()
		require.NoError(t, err)
		return html.UnescapeString(string(out))
	}
	assert.NotContains(t, head(harness.NewApp(t)), "allowedRedirectOrigins")
	assert.Contains(t, head(harness.NewApp(t, satellite)), `"allowedRedirectOrigins":["https://kit.test","https://*.kit.test","https://satellite.example"]`)
	development := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}), satellite)
	assert.Contains(t, head(development), `"allowedRedirectOrigins":["https://happy-ant-12.accounts.dev","https://*.happy-ant-12.accounts.dev",`+
		`"https://happy-ant-12.clerk.accounts.dev","https://satellite.example"]`)
}
