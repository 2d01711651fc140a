package clerkhtmx_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// panicOf is what f panics with, "" for nothing.
func panicOf(f func()) (message string) {
	defer func() {
		if p := recover(); p != nil {
			message = fmt.Sprint(p)
		}
	}()
	f()
	return ""
}

func TestAFragmentThatNoPageCanHaveIsAMistakeOfTheSetUp(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	for _, name := range []string{"", " ", "a b", "a\tb", "a\n", "a\u00a0b", "a\x00", "a\u0085", `a\b`, ".", "..", "a/../b"} {
		message := panicOf(func() { a.Kit.Fragment(name, clerkhtmx.Fragment{Content: harness.Text("x")}) })
		assert.Contains(t, message, fmt.Sprintf("clerkhtmx: Kit.Fragment: %q is not the name of a fragment: use one such as", name))

		err := partials.Fragment{Name: name, URL: "/clerk/fragments/" + name}.Render(t.Context(), io.Discard)
		require.Error(t, err, "partials has the same rule")
	}
	for _, name := range []string{"account", "a.b", "a/b", "Zoë", "...", "50%", "<b>"} {
		assert.Empty(t, panicOf(func() { a.Kit.Fragment(name, clerkhtmx.Fragment{Content: harness.Text("x")}) }), name)
	}
}

func TestAHandlerThatIsNilIsAMistakeOfTheSetUp(t *testing.T) {
	t.Parallel()
	kit, err := clerkhtmx.New(harness.ValidConfig())
	require.NoError(t, err)
	for name, register := range map[string]func(clerkhtmx.Handler){
		"OnSignIn": kit.OnSignIn, "OnSignOut": kit.OnSignOut, "OnSessionChange": kit.OnSessionChange,
		"OnOrganizationChange": kit.OnOrganizationChange, "OnAuthChange": kit.OnAuthChange,
	} {
		assert.Contains(t, panicOf(func() { register(nil) }), "clerkhtmx: Kit."+name+": the handler is nil")
		assert.Empty(t, panicOf(func() { register(func(context.Context, clerkhtmx.Event) error { return nil }) }))
	}
}

func TestATemplateThatIsMissingIsAMistakeOfTheSetUp(t *testing.T) {
	t.Parallel()
	kit, err := clerkhtmx.New(harness.ValidConfig())
	require.NoError(t, err)
	set := template.Must(template.New("page").Parse(`page{{define "account"}}account{{end}}{{define "empty"}}{{end}}`))
	onlyDefinitions := template.Must(template.New("").Parse(`{{define "account"}}account{{end}}`))
	for _, tt := range []struct {
		t    *template.Template
		name string
		want string
	}{
		{nil, "account", "clerkhtmx: Kit.Template: the template is nil"},
		{nil, "", "clerkhtmx: Kit.Template: the template is nil"},
		{set, "acount", `clerkhtmx: Kit.Template: no template is called "acount"; defined templates are: `},
		{template.New("unparsed"), "", `clerkhtmx: Kit.Template: no template is called "unparsed"`},
		{template.New("unparsed"), "unparsed", `clerkhtmx: Kit.Template: no template is called "unparsed"`},
	} {
		assert.Contains(t, panicOf(func() { kit.Template(tt.t, tt.name) }), tt.want)
	}

	e := echo.New()
	for i, tt := range []struct {
		t    *template.Template
		name string
		want string
	}{
		{set, "account", "account"}, {set, "page", "page"}, {set, "", "page"}, {set, "empty", ""}, {onlyDefinitions, "account", "account"}, {onlyDefinitions, "", ""},
	} {
		component, err := kit.Template(tt.t, tt.name)(e.NewContext(harness.Get("/"), nil))
		require.NoError(t, err)
		html, err := partials.HTML(t.Context(), component)
		require.NoError(t, err, i)
		assert.EqualValues(t, tt.want, html)
	}
}
