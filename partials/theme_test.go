package partials_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/packages"
	"github.com/clerk-htmx/kit/partials"
)

func TestThemesAreThoseThatClerkUIKnowsByName(t *testing.T) {
	t.Parallel()
	types, err := os.ReadFile(filepath.Join(packages.Require(t), "@clerk", "ui", "dist", "internal", "appearance.d.ts"))
	require.NoError(t, err)
	assert.Contains(t, string(types), fmt.Sprintf("type BaseTheme = (BaseThemeTaggedType | '%s' | '%s')", partials.ThemeClerk, partials.ThemeSimple))
}

func TestAThemeInAnAppearance(t *testing.T) {
	t.Parallel()
	for _, theme := range []partials.Theme{partials.ThemeClerk, partials.ThemeSimple} {
		assert.Equal(t, map[string]any{"appearance": map[string]any{"theme": string(theme)}}, optionsOf(t, partials.Options{Appearance: partials.Object{"theme": theme}}))
	}
	for _, unknown := range []partials.Theme{"", "Clerk", "dark"} {
		assert.ErrorContains(t, partials.Options{Appearance: partials.Object{"theme": unknown}}.Validate(), "no theme that browsers know by name is called")
	}
}
