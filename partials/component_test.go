package partials_test

import (
	"context"
	"errors"
	"html/template"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

var errBroken = errors.New("broken")

// broken writes something before it fails.
var broken = partials.Func(func(_ context.Context, w io.Writer) error {
	_, _ = io.WriteString(w, "half of it")
	return errBroken
})

func TestComponentsWriteNothingIfTheyFail(t *testing.T) {
	t.Parallel()
	halfway := template.Must(template.New("halfway").Parse(`half of it {{.Missing.Field}}`))

	for name, c := range map[string]partials.Component{
		"group":                       partials.Group{partials.Text("a"), broken},
		"a UI component's fallback":   partials.UserButton{Fallback: broken},
		"a button's content":          partials.SignInButton{Content: broken},
		"a control's content":         partials.SignedIn{Content: broken},
		"protect's fallback":          partials.Protect{Content: partials.Text("a"), Fallback: broken},
		"a fragment's content":        partials.Fragment{Name: "a", URL: "/a", Content: broken},
		"a page's content":            partials.Page{Head: head(), Content: broken},
		"a page's head":               partials.Page{},
		"the application's template":  partials.Template(halfway, "", struct{}{}),
		"an unknown template":         partials.Template(halfway, "nobody", nil),
		"no template":                 partials.Template(nil, "", nil),
		"props that cannot be JSON":   partials.SignIn{Appearance: partials.Object{"f": func() {}}},
		"a fragment without a name":   partials.Fragment{URL: "/a"},
		"a fragment with a space":     partials.Fragment{Name: "a b", URL: "/a"},
		"a fragment without URL":      partials.Fragment{Name: "a"},
		"a fragment of another site":  partials.Fragment{Name: "a", URL: "https://evil.example/a"},
		"a fragment with script":      partials.Fragment{Name: "a", URL: "javascript:alert(1)"},
		"a fragment with two queries": partials.Fragment{Name: "a", URL: "/a?b=c", Params: map[string]string{"id": "42"}},
		"a fragment with an anchor":   partials.Fragment{Name: "a", URL: "/a#b", Params: map[string]string{"id": "42"}},
		"an unnamed parameter":        partials.Fragment{Name: "a", URL: "/a", Params: map[string]string{"": "42"}},
		"a parameter's long value":    partials.Fragment{Name: "a", URL: "/a", Params: map[string]string{"id": strings.Repeat("x", 257)}},
		"a button with a script link": partials.SignInButton{URL: "javascript:alert(1)"},
		"a page with a script link":   partials.SignInPage{Head: head(), FallbackURL: "javascript:alert(1)"},
		"a page with a script home":   partials.SignUpPage{Head: head(), HomeURL: "javascript:alert(1)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			err := c.Render(t.Context(), &b)
			require.Error(t, err)
			assert.Empty(t, b.String())

			_, err = partials.HTML(t.Context(), c)
			assert.Error(t, err)
		})
	}
}

func TestErrorsOfNestedComponentsStayVisible(t *testing.T) {
	t.Parallel()
	c := partials.Fragment{Name: "a", URL: "/a", Content: partials.SignedIn{Content: partials.Group{broken}}}
	assert.ErrorIs(t, c.Render(t.Context(), io.Discard), errBroken)
}

func TestNilComponentsAreEmpty(t *testing.T) {
	t.Parallel()
	ctx := t.Context()

	html, err := partials.HTML(ctx, nil)
	require.NoError(t, err)
	assert.Empty(t, html)

	var b strings.Builder
	require.NoError(t, partials.Node(ctx, nil)(&b))
	require.NoError(t, partials.Group{nil, partials.Text("a"), nil}.Render(ctx, &b))
	assert.Equal(t, "a", b.String())
}

func TestLeavesEscapeUnlessTrusted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "&lt;b&gt; &amp; &#34;&#39;", render(t, partials.Text(`<b> & "'`)))
	assert.Equal(t, "<b>", render(t, partials.Trusted("<b>")))
	own := template.Must(template.New("own").Parse(`{{define "name"}}<i>{{.}}</i>{{end}}`))
	assert.Equal(t, "<i>&lt;b&gt;</i>", render(t, partials.Template(own, "name", "<b>")))
}

// A page that no server renders gets its settings from the dataset, and all others from the tag.
func TestTheDatasetOfAHeadIsWhatItsTagSays(t *testing.T) {
	t.Parallel()
	full := head()
	full.ProxyURL, full.Domain, full.Guards, full.ReadyTimeout = "/__clerk", "satellite.example", 2, time.Second
	for name, h := range map[string]partials.Head{"all set": full, "the least": {PublishableKey: "pk_test_x", ScriptURL: "/clerk.js"}} {
		dataset, err := h.Dataset(t.Context())
		require.NoError(t, err)
		said := map[string]string{}
		for _, element := range elements(parseHTML(t, render(t, h))) {
			for _, attribute := range element.Attr {
				key, isData := strings.CutPrefix(attribute.Key, "data-")
				if isData && key != "clerk-state" && key != "clerk-guard" {
					said[camelCase(key)] = attribute.Val
				}
			}
		}
		assert.Equal(t, said, dataset, name)
	}
	_, err := partials.Head{}.Dataset(t.Context())
	assert.ErrorContains(t, err, "PublishableKey")
}

func camelCase(kebab string) string {
	words := strings.Split(kebab, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

func TestHeadNamesEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	err := partials.Head{
		ProxyURL: "data:,", ClerkJSURL: "javascript:1", ClerkUIURL: "//evil.example", StyleURL: "x", BasePath: "https://a.example", ReadyTimeout: -1,
	}.Render(t.Context(), io.Discard)
	require.Error(t, err)
	for _, name := range []string{"PublishableKey", "ScriptURL", "BasePath", "ReadyTimeout", "ProxyURL", "ClerkJSURL", "ClerkUIURL", "StyleURL"} {
		require.ErrorContains(t, err, name)
	}

	bad := head()
	bad.Options.TaskURLs = map[partials.SessionTask]string{"choose-organization": "javascript:1"}
	err = bad.Render(t.Context(), io.Discard)
	var prop *partials.PropError
	require.ErrorAs(t, err, &prop)
	assert.Equal(t, "taskUrls.choose-organization", prop.Prop)
}
