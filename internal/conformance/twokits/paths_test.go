package twokits_test

import (
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

func TestTwoKitsNeedPathsOfTheirOwn(t *testing.T) {
	t.Parallel()
	kit := func(change func(*clerkhtmx.Config)) *clerkhtmx.Kit {
		cfg := clerktest.New(t).Config()
		change(&cfg)
		kit, err := clerkhtmx.New(cfg)
		require.NoError(t, err)
		return kit
	}
	for name, change := range map[string]func(*clerkhtmx.Config){
		"BasePath":          func(cfg *clerkhtmx.Config) {},
		"SignInURL":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignInURL = "/staff", "/sign-in" },
		"SignUpURL":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignUpURL = "/staff", "/sign-up" },
		"the proxy":         func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.FrontendAPIProxy.Path = "/staff", "/__clerk" },
		"one for the other": func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignInURL = "/staff", "/sign-up" },
	} {
		e := echo.New()
		first := kit(func(cfg *clerkhtmx.Config) {
			cfg.SignInURL, cfg.SignUpURL, cfg.FrontendAPIProxy.Path = "/sign-in", "/sign-up", "/__clerk"
		})
		first.Register(e)
		assert.NotPanics(t, func() { first.Register(e) }, "the same Kit twice is harmless")
		assert.Panics(t, func() { kit(change).Register(e) }, name)
		assert.NotPanics(t, func() { kit(change).Register(echo.New()) }, name)
		assert.NotPanics(t, func() { kit(func(cfg *clerkhtmx.Config) { cfg.BasePath = "/staff" }).Register(e) }, name)
	}
	e := echo.New()
	kit(func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/sign-in" }).Register(e)
	e.GET("/sign-in", func(echo.Context) error { return nil }) // the steps below it are still the kit's
	assert.Panics(t, func() {
		kit(func(cfg *clerkhtmx.Config) { cfg.BasePath, cfg.SignInURL = "/staff", "/sign-in" }).Register(e)
	})
}
