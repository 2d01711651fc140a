package clerkhtmx_test

import (
	"html/template"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// componentMethod is a method of Page for one component.
type componentMethod = func(clerkhtmx.Page, ...any) (template.HTML, error)

// componentTypes returns the struct of each component by the component's name.
func componentTypes(t *testing.T) map[string]reflect.Type {
	t.Helper()
	types := map[string]reflect.Type{}
	for _, name := range partials.Names() {
		c, err := partials.New(name, nil)
		require.NoError(t, err)
		types[name] = reflect.TypeOf(c)
	}
	return types
}

// hidesByAuth reports whether a component shows or hides its content by who is signed in.
func hidesByAuth(component reflect.Type) bool {
	_, ok := component.FieldByName("Show")
	return ok
}

// componentMethods returns the methods of Page that render one component each.
func componentMethods() map[string]componentMethod {
	methods := map[string]componentMethod{}
	for method := range reflect.TypeFor[clerkhtmx.Page]().Methods() {
		if render, ok := reflect.TypeAssert[componentMethod](method.Func); ok {
			methods[method.Name] = render
		}
	}
	return methods
}

// inPage calls f with the page of a request.
func inPage(t *testing.T, a *harness.App, r *http.Request, f func(clerkhtmx.Page)) {
	t.Helper()
	a.GET("/in-page", func(c echo.Context) error {
		f(a.Kit.Page(c))
		return c.NoContent(http.StatusNoContent)
	})
	require.Equal(t, http.StatusNoContent, a.Serve(r).Code)
}

func TestPageHasAMethodForEachComponentAndNoOther(t *testing.T) {
	t.Parallel()
	var want []string
	for _, component := range componentTypes(t) {
		if !hidesByAuth(component) {
			want = append(want, component.Name())
		}
	}
	var have []string
	for name := range componentMethods() {
		have = append(have, name)
	}
	assert.ElementsMatch(t, want, have)
}

func TestMethodsOfPageRenderTheComponentOfTheirName(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	methods := componentMethods()
	inPage(t, a, harness.Get("/in-page"), func(page clerkhtmx.Page) {
		for name, component := range componentTypes(t) {
			render, ok := methods[component.Name()]
			if !ok {
				continue
			}
			want, err := page.Component(name, "id", "me")
			require.NoError(t, err)
			got, err := render(page, "id", "me")
			require.NoError(t, err)
			assert.Equal(t, want, got, name)
			assert.Contains(t, got, "<clerk-"+name, name)
		}
	})
}

func TestComponentsThatHideByAuthGetTheServersVerdict(t *testing.T) {
	t.Parallel()
	rendered := func(user bool, name string) (html template.HTML) {
		a := harness.NewPageApp(t)
		r := harness.Get("/in-page")
		if user {
			r = a.Clerk.SignedIn(r, a.Ada)
		}
		inPage(t, a, r, func(page clerkhtmx.Page) {
			var err error
			html, err = page.Component(name)
			require.NoError(t, err)
		})
		return html
	}
	for name, component := range componentTypes(t) {
		if hidesByAuth(component) {
			assert.NotEqual(t, rendered(false, name), rendered(true, name), "%s: Kit.complete does not know it", name)
		}
	}
}

// componentRow is a row of a table of components in the guide: the element, the call in
// a template, the struct.
var componentRow = regexp.MustCompile("(?m)^\\| `<clerk-([a-z-]+)>` \\| `\\{\\{\\.Clerk\\.([^}]+)\\}\\}` \\| `partials\\.(\\w+)\\{\\}` \\|")

func TestTheGuideHasARowForEachComponentAndNoOther(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/components.md")
	require.NoError(t, err)
	var want, have []string
	for name, component := range componentTypes(t) {
		call := component.Name()
		if hidesByAuth(component) {
			call = `Component "` + name + `"`
		}
		want = append(want, strings.Join([]string{name, call, component.Name()}, " | "))
	}
	for _, row := range componentRow.FindAllStringSubmatch(string(guide), -1) {
		have = append(have, strings.Join(row[1:], " | "))
	}
	slices.Sort(want)
	slices.Sort(have)
	assert.Equal(t, want, have)
	assert.Len(t, have, strings.Count(string(guide), "\n| `<clerk-"), "each row has the columns of the others")
}
