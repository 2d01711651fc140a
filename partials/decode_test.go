package partials_test

import (
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

func TestNewSetsFields(t *testing.T) {
	t.Parallel()
	type urlString string

	for name, tt := range map[string]struct {
		component string
		props     map[string]any
		want      partials.Component
	}{
		"nothing":        {"user-button", nil, partials.UserButton{}},
		"a boolean":      {"user-button", map[string]any{"showName": true}, partials.UserButton{ShowName: true}},
		"a pointer":      {"sign-in", map[string]any{"transferable": false}, partials.SignIn{Transferable: new(false)}},
		"a string":       {"sign-in", map[string]any{"signUpUrl": "/join"}, partials.SignIn{SignUpURL: "/join"}},
		"a named string": {"sign-in", map[string]any{"signUpUrl": urlString("/join")}, partials.SignIn{SignUpURL: "/join"}},
		"a choice":       {"sign-in", map[string]any{"routing": "hash"}, partials.SignIn{Routing: partials.RoutingHash}},
		"a typed choice": {"sign-in-button", map[string]any{"mode": partials.ButtonModal}, partials.SignInButton{Mode: partials.ButtonModal}},
		"an object": {
			"user-button", map[string]any{"appearance": map[string]any{"variables": map[string]string{"colorPrimary": "red"}}},
			partials.UserButton{Appearance: partials.Object{"variables": map[string]any{"colorPrimary": "red"}}},
		},
		"a struct": {
			"sign-in", map[string]any{"initialValues": partials.InitialValues{Username: "ada"}},
			partials.SignIn{InitialValues: &partials.InitialValues{Username: "ada"}},
		},
		"a map for a struct": {
			"sign-in", map[string]any{"initialValues": map[string]any{"username": "ada"}},
			partials.SignIn{InitialValues: &partials.InitialValues{Username: "ada"}},
		},
		"props of another component": {
			"user-button", map[string]any{"userProfileProps": map[string]any{"additionalOAuthScopes": map[string][]string{"google": {"a"}}}},
			partials.UserButton{UserProfileProps: &partials.UserProfile{AdditionalOAuthScopes: map[string][]string{"google": {"a"}}}},
		},
		"an id":                {"user-button", map[string]any{"id": "me"}, partials.UserButton{ID: "me"}},
		"a component":          {"user-button", map[string]any{"fallback": partials.UserAvatar{}}, partials.UserButton{Fallback: partials.UserAvatar{}}},
		"HTML for a component": {"signed-in", map[string]any{"content": template.HTML("<b>")}, partials.SignedIn{Content: partials.Trusted("<b>")}},
		"text for a component": {"signed-in", map[string]any{"content": "<b>"}, partials.SignedIn{Content: partials.Text("<b>")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := partials.New(tt.component, tt.props)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestNewRefusesValuesOfTheWrongType(t *testing.T) {
	t.Parallel()
	var noProfile *partials.UserProfile

	for name, tt := range map[string]struct {
		component, prop string
		value           any
		want            string
	}{
		"a string for a boolean":       {"user-button", "showName", "true", "true or false"},
		"a number for a boolean":       {"user-button", "showName", 1, "true or false"},
		"a string for a pointer":       {"user-avatar", "rounded", "yes", "true or false"},
		"a number for a string":        {"user-button", "id", 7, "a string"},
		"a list for a string":          {"sign-in-button", "label", []string{"a"}, "a string"},
		"nil":                          {"user-button", "showName", nil, "true or false"},
		"a nil pointer":                {"user-button", "userProfileProps", noProfile, "object"},
		"a string for an object":       {"user-button", "appearance", "dark", "object"},
		"a function":                   {"user-button", "appearance", map[string]any{"f": func() {}}, "object"},
		"an unknown field in a struct": {"sign-in", "initialValues", map[string]any{"email": "a"}, "object"},
		"a number for a component":     {"signed-in", "content", 1, "component"},
		"nil for a component":          {"signed-in", "content", nil, "component"},
		"an unknown choice":            {"sign-in", "routing", "virtual", "path or hash"},
		"an unknown mode":              {"sign-in-button", "mode", "popup", "redirect or modal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := partials.New(tt.component, map[string]any{tt.prop: tt.value})
			var prop *partials.PropError
			require.ErrorAs(t, err, &prop)
			assert.Equal(t, tt.component, prop.Component)
			assert.Equal(t, tt.prop, prop.Prop)
			assert.Contains(t, prop.Want, tt.want)
			assert.ErrorContains(t, err, tt.component+": "+tt.prop+" must be ")
		})
	}
}

func TestVerdictsAreNoProps(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"signed-in", "signed-out", "protect"} {
		for _, prop := range []string{"show", "Show", "hidden"} {
			_, err := partials.FromQuery(name, url.Values{prop: {"true"}})
			var unknown *partials.UnknownPropError
			assert.ErrorAs(t, err, &unknown)
		}
	}
}

func TestErrorsNeverRepeatValues(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	for prop, value := range map[string]string{
		"signInUrl": "javascript:" + secret, "routing": secret, "withSignUp": secret,
		"initialValues": `{"` + secret + `":1}`, "appearance": `{"pageUrl":"data:` + secret + `"}`,
	} {
		_, err := partials.FromQuery("sign-in", url.Values{prop: {value}})
		require.Error(t, err)
		assert.NotContains(t, err.Error(), secret)
	}
	_, err := partials.FromQuery("sign-in", url.Values{strings.Repeat("x\n", 500): {""}})
	require.Error(t, err)
	line, _, _ := strings.Cut(err.Error(), "; known")
	assert.Less(t, len(line), 400)
	assert.NotContains(t, line, "\n")
}

func TestPropsPairsNamesAndValues(t *testing.T) {
	t.Parallel()
	props, err := partials.Props("showName", true, "id", "me")
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"showName": true, "id": "me"}, props)

	props, err = partials.Props()
	require.NoError(t, err)
	assert.Empty(t, props)

	for want, pairs := range map[string][]any{
		"pairs":            {"showName"},
		"must be a string": {true, "showName"},
		"twice":            {"id", "a", "id", "b"},
	} {
		_, err := partials.Props(pairs...)
		assert.ErrorContains(t, err, want)
	}
}
