package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/partials"
)

const (
	white        = "rgb(255, 255, 255)"
	darkGray     = "rgb(33, 33, 38)"
	card         = `getComputedStyle(document.querySelector(".cl-card")).backgroundColor`
	primaryStyle = `getComputedStyle(document.querySelector(".cl-formButtonPrimary"))`
)

// newThemedForm is a page with the sign-in form in an appearance.
func newThemedForm(t *testing.T, appearance partials.Object) *browser.Tab {
	t.Helper()
	s := newSite(t, "htmx-2", settings{kit: func(c *clerkhtmx.Config) { c.Appearance = appearance }})
	s.page("/form", "<clerk-sign-in></clerk-sign-in>")
	tab := s.open(browser.New(t), "/form")
	tab.WaitVisible(".cl-signIn-start")
	return tab
}

func TestThemesStyleClerksForms(t *testing.T) {
	t.Parallel()
	t.Run("a theme by its name", func(t *testing.T) {
		t.Parallel()
		tab := newThemedForm(t, partials.Object{"theme": partials.ThemeSimple})
		assert.Equal(t, white, browser.Eval[string](tab, card))
		assert.Equal(t, "none", browser.Eval[string](tab, primaryStyle+".boxShadow"))
		tab.RequireClean()
	})
	t.Run("a theme as an object", func(t *testing.T) {
		t.Parallel()
		theme := partials.Object{"variables": partials.Object{"colorBackground": "rgb(4, 5, 6)"}, "__type": "prebuilt_appearance"}
		tab := newThemedForm(t, partials.Object{"theme": theme})
		assert.Equal(t, "rgb(4, 5, 6)", browser.Eval[string](tab, card))
	})
	t.Run("an application's own variables over a theme", func(t *testing.T) {
		t.Parallel()
		tab := newThemedForm(t, partials.Object{"theme": partials.ThemeSimple, "variables": partials.Object{"colorBackground": "rgb(1, 2, 3)"}})
		assert.Equal(t, "rgb(1, 2, 3)", browser.Eval[string](tab, card))
	})
}

// Clerk's own theme is written with light-dark(), so the page's CSS decides, also while it is open.
func TestClerksThemeFollowsTheColorSchemeOfThePage(t *testing.T) {
	t.Parallel()
	tab := newThemedForm(t, nil)
	tab.SetColorScheme(browser.Dark)
	assert.Equal(t, white, browser.Eval[string](tab, card), "the page has not asked for it")
	tab.Run(`document.documentElement.style.colorScheme = "light dark"`)
	tab.WaitFor(card + ` === "` + darkGray + `"`)
	tab.SetColorScheme(browser.Light)
	tab.WaitFor(card + ` === "` + white + `"`)
	tab.Run(`document.documentElement.style.colorScheme = "dark"`)
	tab.WaitFor(card + ` === "` + darkGray + `"`)
	tab.RequireClean()
}

// What docs/theming.md says of an application's own colors.
func TestColorsOfThePageReachClerksForms(t *testing.T) {
	t.Parallel()
	tab := newThemedForm(t, partials.Object{"variables": partials.Object{"colorBackground": "light-dark(rgb(1, 2, 3), rgb(4, 5, 6))"}})
	assert.Equal(t, "rgb(1, 2, 3)", browser.Eval[string](tab, card))
	tab.Run(`document.documentElement.style.colorScheme = "dark"`)
	tab.WaitFor(card + ` === "rgb(4, 5, 6)"`)

	tab = newThemedForm(t, nil)
	tab.Run(`document.documentElement.style.setProperty("--clerk-color-background", "rgb(7, 8, 9)")`)
	tab.WaitFor(card + ` === "rgb(7, 8, 9)"`)
}
