package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// The page that the address names may be the one that is there: it was rendered for somebody, and has to go.
func TestSignOutLeadsToItsPageFromThereToo(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, options, button, from, want string }{
		{"of the options", `,"afterSignOutUrl":"/"`, ``, "/", "/"},
		{"of the options, with a hash", `,"afterSignOutUrl":"/#top"`, ``, "/", "/#top"},
		{"of the options, from another place on it", `,"afterSignOutUrl":"/"`, ``, "/#top", "/"},
		{"of the button", ``, ` redirect-url="/news?a=b"`, "/news?a=b", "/news?a=b"},
		{"none is named", ``, ``, "/news?a=b", "/news?a=b"},
	}
	forEachHTMX(t, func(t *testing.T, htmx string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				s := newSite(t, htmx)
				s.attributes["data-clerk-options"] = `{"signInUrl":"/sign-in","telemetry":false` + test.options + `}`
				body := `<clerk-sign-out-button` + test.button + `><button id="out">Out</button></clerk-sign-out-button>{{fragment}}`
				s.page("/", body)
				s.page("/news", body)
				b := browser.New(t)
				s.signIn(b)
				tab := b.Tab()
				tab.Navigate(s.URL + test.from)
				waitReady(tab)
				tab.Run("window.before = true")
				tab.Click("#out")
				tab.WaitText(".who", "nobody")
				tab.WaitFor("location.href === '" + s.URL + test.want + "'")
				stays := test.name == "none is named"
				assert.Equal(t, stays, browser.Eval[bool](tab, "window.before === true"), "whether the page stays in place")
				waitReady(tab)
				tab.RequireClean()
			})
		}
	})
}
