package partials_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/partials"
)

func TestEachFragmentOfAPageHasAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, params := range []map[string]string{
		nil, {"a": "b"}, {"b": "a"}, {"ab": ""}, {"a": "b", "c": "d"}, {"a": "b&c=d"}, {"a": "b-c"}, {"a": "B"}, {"a": "b "}, {"a": "#\"'<>"}, {"a": "Zoë"},
	} {
		source := render(t, partials.Fragment{Name: "invoice", URL: "/f", Params: params, Content: partials.Group{}})
		id, found := attribute(elements(parseHTML(t, source))[1], "id")
		assert.True(t, found)
		assert.Regexp(t, `^clerk-fragment-invoice(-[0-9a-f]{32})?$`, id)
		assert.NotContains(t, seen, id, "%v", params)
		seen[id] = source
	}
	assert.Contains(t, seen, "clerk-fragment-invoice", "without parameters the id is the name's")
	same := partials.Fragment{Name: "invoice", URL: "/f", Params: map[string]string{"a": "1", "b": "2", "c": "3"}}
	first := render(t, same)
	for range 20 {
		assert.Equal(t, first, render(t, same), "the order of a map does not show")
	}
}
