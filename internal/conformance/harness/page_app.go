package harness

import (
	"errors"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/partials"
)

// NewPageApp makes an application with fragments. The template of its page /page is the parameter t of the query.
func NewPageApp(t testing.TB) *App {
	t.Helper()
	a := NewApp(t)
	signedIn := []clerkhtmx.Requirement{clerkhtmx.SignedIn()}
	a.Kit.Fragment("account", clerkhtmx.Fragment{Require: signedIn, Content: Text("your account"), Fallback: Text("please sign in")})
	a.Kit.Fragment("quiet", clerkhtmx.Fragment{Require: signedIn, Content: Text("only for you")})
	a.Kit.Fragment("welcome", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.SignedOut()}, Content: Text("welcome")})
	a.Kit.Fragment("admin", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")}, Content: Text("admin area"), Fallback: Text("not for you")})
	a.Kit.Fragment("open", clerkhtmx.Fragment{Content: Text("everybody")})
	a.Kit.Fragment("broken", clerkhtmx.Fragment{Content: func(echo.Context) (partials.Component, error) { return nil, errors.New("broken view") }})
	a.GET("/page", func(c echo.Context) error {
		t, err := template.New("page").Parse(c.QueryParam("t"))
		if err != nil {
			return err
		}
		var out strings.Builder
		if err := t.Execute(&out, map[string]any{"Clerk": a.Kit.Page(c)}); err != nil {
			return c.String(http.StatusInternalServerError, err.Error())
		}
		return c.HTML(http.StatusOK, out.String())
	})
	return a
}
