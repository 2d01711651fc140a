package partials_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

// executing returns a context in which the kit's own templates are executed for each component,
// because they have been given as overrides.
func executing(t *testing.T) context.Context {
	t.Helper()
	set, err := partials.ParseTemplates(partials.Templates())
	require.NoError(t, err)
	return partials.WithTemplates(t.Context(), set)
}

func renderIn(t *testing.T, ctx context.Context, c partials.Component) string { //nolint:revive // t comes first, as everywhere in tests
	t.Helper()
	var b strings.Builder
	require.NoError(t, c.Render(ctx, &b))
	return b.String()
}

// everyCharacter has each byte, and characters of more than one.
func everyCharacter() string {
	var b strings.Builder
	for i := range 256 {
		b.WriteByte(byte(i))
	}
	return b.String() + "é€\u2028\ufdd0\ufffe😀"
}

func TestAPreparedHeadIsTheHeadByteForByte(t *testing.T) {
	t.Parallel()
	own := executing(t)
	for _, full := range []bool{false, true} {
		base := head()
		if full {
			base = fullHead()
		}
		prepared, err := base.Prepare()
		require.NoError(t, err)
		assert.Equal(t, renderIn(t, own, base), render(t, prepared))
		for _, value := range append(payloads, "", "bm9+uY2U/==", everyCharacter()) {
			for _, guards := range []int{0, 1, 12, -1} {
				h := base
				h.Nonce, h.Guards = value, guards
				h.State = partials.State{UserID: value, SessionID: value, SessionStatus: value, OrgID: value, Stale: guards == 0}
				prepared.Nonce, prepared.Guards, prepared.State = h.Nonce, h.Guards, h.State
				assert.Equal(t, renderIn(t, own, h), render(t, prepared), "a page's %q", value)
			}
		}
	}
}

func TestAHeadIsPreparedWithWhateverTextItsFieldsHave(t *testing.T) {
	t.Parallel()
	own := executing(t)
	for _, value := range append(payloads, everyCharacter()) {
		h := fullHead()
		h.PublishableKey, h.Domain, h.ScriptURL = value, value, "/script?"+strings.ReplaceAll(value, `\`, "")
		h.Options.Appearance = partials.Object{value: value}
		prepared, err := h.Prepare()
		if err != nil {
			h.ScriptURL = "/script"
			prepared, err = h.Prepare()
		}
		require.NoError(t, err)
		assert.Equal(t, renderIn(t, own, h), render(t, prepared), "%q", value)
	}
}

func TestAPreparedHeadIsExecutedWithTemplatesOfTheApplication(t *testing.T) {
	t.Parallel()
	prepared, err := fullHead().Prepare()
	require.NoError(t, err)
	prepared.Nonce, prepared.Guards = "<b>", 2
	for name, tt := range map[string]struct{ source, want string }{
		"a head":  {`{{define "head"}}<script nonce="{{.Nonce}}">state = {{.State}}; guards = {{.Guards}}</script>{{end}}`, `<script nonce="&lt;b&gt;">state = "{\"userId\":`},
		"a nonce": {`{{define "nonce"}} data-nonce="{{.Nonce}}"{{end}}`, ` data-nonce="&lt;b&gt;"`},
	} {
		set, err := partials.ParseTemplates(overrides(tt.source))
		require.NoError(t, err)
		got := renderIn(t, partials.WithTemplates(t.Context(), set), prepared)
		assert.Contains(t, got, tt.want, name)
	}
	other, err := partials.ParseTemplates(overrides(`{{define "user-button"}}own{{end}}`))
	require.NoError(t, err)
	assert.Equal(t, render(t, prepared), renderIn(t, partials.WithTemplates(t.Context(), other), prepared), "a template for something else changes nothing")
}

func TestAHeadWithMistakesCannotBePrepared(t *testing.T) {
	t.Parallel()
	_, err := partials.Head{ScriptURL: "javascript:alert(1)"}.Prepare()
	require.ErrorContains(t, err, "PublishableKey")
	require.ErrorContains(t, err, "ScriptURL")
	h := head()
	h.Options.SignInURL = "javascript:alert(1)"
	_, err = h.Prepare()
	require.Error(t, err)
	assert.Error(t, partials.PreparedHead{}.Render(t.Context(), io.Discard), "the zero PreparedHead")
}

func TestAFragmentIsThatOfItsTemplateByteForByte(t *testing.T) {
	t.Parallel()
	own := executing(t)
	for _, value := range append(payloads, "account", everyCharacter()) {
		name := strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsControl(r) {
				return -1
			}
			return r
		}, value)
		f := partials.Fragment{Name: name, URL: "/f?name=" + strings.ReplaceAll(value, `\`, "")}
		for _, content := range []partials.Component{nil, partials.Group{}, partials.Text(value), partials.Trusted("<b>+</b>")} {
			f.Content = content
			var want strings.Builder
			if err := f.Render(own, &want); err != nil {
				assert.Error(t, f.Render(t.Context(), io.Discard))
				f.URL = "/f"
				require.NoError(t, f.Render(own, &want), "%q", value)
			}
			assert.Equal(t, want.String(), render(t, f), "%q", value)

			withParams := f
			withParams.URL, withParams.Params = "/f", map[string]string{"id": value[:min(len(value), 200)]}
			want.Reset()
			require.NoError(t, withParams.Render(own, &want), "%q", value)
			assert.Equal(t, want.String(), render(t, withParams), "%q", value)
		}
	}
}

func TestAFragmentIsExecutedWithATemplateOfTheApplication(t *testing.T) {
	t.Parallel()
	set, err := partials.ParseTemplates(overrides(`{{define "fragment"}}<section title="{{.Name}}" hx-get="{{.URL}}">{{.Content}}</section>{{end}}`))
	require.NoError(t, err)
	got := renderIn(t, partials.WithTemplates(t.Context(), set), partials.Fragment{Name: "a+b", URL: "/f", Content: partials.Text("x")})
	assert.Equal(t, `<section title="a&#43;b" hx-get="/f">x</section>`, got)
}
