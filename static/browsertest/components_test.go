package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/partials"
)

func TestTheScriptDefinesTheElementOfEachComponentAndNoOther(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.page("/", `<script nonce="`+nonce+`">
		var defined = [];
		const define = customElements.define;
		customElements.define = function (name, ...rest) { defined.push(name); return define.call(this, name, ...rest); };
	</script>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	tab.WaitFor("customElements.get('clerk-sign-in') && document.readyState === 'complete'")

	var want []string
	for _, name := range partials.Names() {
		want = append(want, "clerk-"+name)
	}
	assert.ElementsMatch(t, want, browser.Eval[[]string](tab, "defined.filter((name) => name.startsWith('clerk-'))"))
}
