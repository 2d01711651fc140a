package clerkhtmx_test

import (
	"context"
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

func TestAFragmentInsideOfAnotherHasItsOwnParameters(t *testing.T) {
	forEachEdge(t, func(t *testing.T, s *fragmentSite) {
		inner := template.Must(template.New("").Parse(`[{{.Param "id"}}]`))
		outer := template.Must(template.New("").Parse(`<i>{{.Fragment "inner"}} {{.Fragment "inner" "id" "in"}} {{.Param "id"}}</i>`))
		s.kit.Fragment("inner", clerkhtmx.Fragment{Content: s.kit.Template(inner, "")})
		s.kit.Fragment("outer", clerkhtmx.Fragment{Content: s.kit.Template(outer, "")})
		s.template = `{{.Clerk.Fragment "outer" "id" "out"}}`
		for _, path := range []string{"/invoices/7", "/clerk/fragments/outer?id=out"} {
			body := s.get(path).Body.String()
			assert.Contains(t, body, ">[]</div>", path)
			assert.Contains(t, body, ">[in]</div>", path)
			assert.Contains(t, body, " out</i>", path)
		}
	})
}

func TestAViewMayReplaceTheRequest(t *testing.T) {
	t.Parallel()
	type key struct{}
	a := harness.NewApp(t)
	a.Kit.Fragment("invoice", clerkhtmx.Fragment{Content: func(c echo.Context) (partials.Component, error) {
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), key{}, "set by the View")))
		return partials.Text(clerkhtmx.FragmentParam(c.Request().Context(), "id")), nil
	}})
	a.GET("/invoices", func(c echo.Context) error {
		_, err := a.Kit.Page(c).Fragment("invoice", "id", 42)
		ctx := c.Request().Context()
		assert.Equal(t, "set by the View", ctx.Value(key{}))
		assert.Empty(t, clerkhtmx.FragmentParam(ctx, "id"))
		return err
	})
	assert.Equal(t, http.StatusOK, a.Serve(harness.Get("/invoices")).Code)
}

func TestAPageWithoutTheMiddlewareFetchesItsFragmentsWithTheirParameters(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.Kit.Fragment("invoice", clerkhtmx.Fragment{Content: harness.Text("never inside this page")})
	e := echo.New()
	e.GET("/invoices", func(c echo.Context) error {
		host, err := a.Kit.Page(c).Fragment("invoice", "id", 42)
		assert.Contains(t, host, `hx-get="/clerk/fragments/invoice?id=42" hx-trigger="load, `)
		return err
	})
	res := httptest.NewRecorder()
	e.ServeHTTP(res, harness.Get("/invoices"))
	assert.Equal(t, http.StatusOK, res.Code)
}
