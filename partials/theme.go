package partials

import (
	"encoding/json"
	"fmt"
)

// Theme is one of Clerk's themes that browsers know by name, for the key "theme" of an appearance:
//
//	partials.Object{"theme": partials.ThemeSimple}
//
// "variables" and "elements" beside it come on top. An unknown theme is an error when the
// appearance is encoded: Clerk UI would show its default. Clerk's other themes are objects, see
// docs/theming.md.
type Theme string

const (
	// ThemeClerk is the default. Its colors follow the color-scheme of the page: it is dark
	// where CSS says "color-scheme: dark", or "light dark" and people prefer dark.
	ThemeClerk Theme = "clerk"
	// ThemeSimple is ThemeClerk without most of its styles, to build on.
	ThemeSimple Theme = "simple"
)

// MarshalJSON implements [json.Marshaler].
func (t Theme) MarshalJSON() ([]byte, error) {
	if t != ThemeClerk && t != ThemeSimple {
		return nil, fmt.Errorf("partials: no theme that browsers know by name is called %s", quote(string(t)))
	}
	return json.Marshal(string(t))
}
