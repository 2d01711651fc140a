package partials_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

func overrides(source string) fs.FS {
	return fstest.MapFS{"own.html": {Data: []byte(source)}}
}

func TestOverriddenTemplatesApplyWithinTheirContext(t *testing.T) {
	t.Parallel()
	set, err := partials.ParseTemplates(overrides(`{{define "sign-in-button"}}<a class="own" href="{{.URL}}">{{.Label}}</a>{{end}}`))
	require.NoError(t, err)
	own := partials.WithTemplates(t.Context(), set)
	nested := partials.SignedOut{Show: true, Content: partials.Group{partials.SignInButton{URL: "/in", Label: "<b>"}, partials.UserButton{}}}

	got, err := partials.HTML(own, nested)
	require.NoError(t, err)
	assert.Equal(t, `<clerk-signed-out><a class="own" href="/in">&lt;b&gt;</a><clerk-user-button></clerk-user-button></clerk-signed-out>`, string(got))

	assert.NotContains(t, render(t, nested), "own")

	_, err = partials.HTML(own, partials.SignInButton{URL: "javascript:alert(1)"})
	assert.Error(t, err, "an override does not lift the checks")
}

func TestNoTemplateSetMeansTheKitsOwn(t *testing.T) {
	t.Parallel()
	for _, set := range []*partials.TemplateSet{nil, {}} {
		html, err := partials.HTML(partials.WithTemplates(t.Context(), set), partials.UserButton{})
		require.NoError(t, err)
		assert.Equal(t, "<clerk-user-button></clerk-user-button>", string(html))
	}
}

func TestMistakesInOverridesShowWhenParsed(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"syntax":                            `{{define "sign-in"}}{{.ID}`,
		"an unknown field":                  `{{define "sign-in"}}{{.Nope}}{{end}}`,
		"an unknown field in a branch":      `{{define "sign-in"}}{{if .ID}}{{.Nope}}{{end}}{{end}}`,
		"an unknown field if there is none": `{{define "protect"}}{{if not .Role}}{{.Nope}}{{end}}{{end}}`,
		"an unknown template":               `{{define "fragment"}}{{template "nope"}}{{end}}`,
		"a value in an ambiguous place":     `{{define "page"}}<a href=x{{if .Title}}"{{end}}>{{end}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := partials.ParseTemplates(overrides(source))
			assert.Error(t, err)
		})
	}
	_, err := partials.ParseTemplates(fstest.MapFS{})
	assert.Error(t, err, "no file matches")
}

func TestTemplatesCanBeReadAndParsedAgain(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(partials.Templates(), "*.html")
	require.NoError(t, err)
	assert.NotEmpty(t, files)

	set, err := partials.ParseTemplates(partials.Templates())
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, fullHead().Render(partials.WithTemplates(t.Context(), set), &b))
	assert.Equal(t, render(t, fullHead()), b.String())
}
