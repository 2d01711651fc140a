package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// violations lists what axe finds, except inside Clerk's own markup.
const violations = `axe.run({exclude: ['[class^="cl-"]']}).then(({violations}) => violations.flatMap(
	({id, help, nodes}) => nodes.map(({html}) => id + ": " + help + ": " + html)))`

func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(filepath.Join(packages.Require(t), "axe-core", "axe.min.js"))
	require.NoError(t, err)
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	check := func(state string) {
		for _, scheme := range []browser.ColorScheme{browser.Light, browser.Dark} {
			v.SetColorScheme(scheme)
			v.Run(string(axe) + "\n;undefined")
			assert.Empty(t, browser.Eval[[]string](v.Tab, violations), "%s, %s", state, scheme)
		}
	}
	check("signed out")
	v.signIn()
	v.ClickText(testID("organization_buttons")+" button", "Acme Inc")
	v.WaitVisible(testID("admin_only"))
	v.WaitVisible(".cl-userButtonTrigger")
	check("signed in")
	v.Navigate(d.url + "/nowhere")
	v.WaitText("main h1", "Page not found")
	check("an error page")
}
