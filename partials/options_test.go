package partials_test

import (
	"encoding/json"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

// optionsOf is what the page's script reads.
func optionsOf(t *testing.T, o partials.Options) map[string]any {
	t.Helper()
	h := head()
	h.Options = o
	dataset, err := h.Dataset(t.Context())
	require.NoError(t, err)
	var options map[string]any
	require.NoError(t, json.Unmarshal([]byte(dataset["clerkOptions"]), &options), dataset["clerkOptions"])
	return options
}

func TestOtherOptionsStandBesideThoseWithAField(t *testing.T) {
	t.Parallel()
	other := partials.Object{"standardBrowser": false, "sdkMetadata": partials.Object{"name": "}"}}
	assert.Equal(t, map[string]any{}, optionsOf(t, partials.Options{Other: partials.Object{}}))
	assert.Equal(t, map[string]any{"standardBrowser": false, "sdkMetadata": map[string]any{"name": "}"}}, optionsOf(t, partials.Options{Other: other}))
	assert.Equal(t, map[string]any{"standardBrowser": false, "sdkMetadata": map[string]any{"name": "}"}, "supportEmail": "help@example.com", "experimental": map[string]any{"a": "}"}},
		optionsOf(t, partials.Options{SupportEmail: "help@example.com", Experimental: partials.Object{"a": "}"}, Other: other}))
}

// A second way to an option would be one around the check of its first.
func TestOtherOptionsAreNotASecondWay(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"signInUrl": "set in its own field", "taskUrls": "set in its own field", "telemetry": "set in its own field", "treatPendingAsSignedOut": "set in its own field",
		"routerPush": "left out: the script sets it", "routerReplace": "left out: the script sets it", "ui": "left out: the script sets it", "nonce": "left out: the script sets it",
	} {
		options := partials.Options{Other: partials.Object{name: "javascript:alert(1)"}}
		require.EqualError(t, options.Validate(), "partials: head: Other."+name+" must be "+want)
		h := head()
		h.Options = options
		var prop *partials.PropError
		require.ErrorAs(t, h.Render(t.Context(), io.Discard), &prop, name)
	}
	require.ErrorContains(t, partials.Options{Other: partials.Object{"a": math.Inf(1)}}.Validate(), "Other")
	assert.NoError(t, partials.Options{}.Validate())
}
