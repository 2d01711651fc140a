package doctest_test

import (
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/partials"
	"github.com/clerk-htmx/kit/static"
)

// Blocks of HTML render with the Page of a signed-in and of a signed-out request, and all that they ask the kit for exists.
func TestHTMLInTheDocumentationRenders(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	blocks := 0
	for name, all := range documentation(t) {
		t.Run(name, func(t *testing.T) {
			for _, b := range all {
				if b.language == "html" {
					blocks++
					assert.NoError(t, site.check(b), b.place())
				}
			}
		})
	}
	assert.Greater(t, blocks, 5, "blocks were not found")
}

// Templates in running text and in tables render, too.
func TestTemplatesInSentencesRender(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for _, path := range markdownFiles(t) {
		for _, b := range codeSpans(t, path) {
			if strings.HasPrefix(b.code, "{{") {
				assert.NoError(t, site.check(b), "%s: %s", b.place(), b.code)
			}
		}
	}
}

// site is an application with a Kit, the fragments that the guides name, and people.
type site struct {
	clerk *clerktest.Clerk
	ada   clerktest.User
	acme  clerktest.Organization
}

func newSite(t *testing.T) *site {
	t.Helper()
	clerk := clerktest.New(t)
	s := &site{clerk: clerk, ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com"})}
	s.acme = clerk.CreateOrganization(clerktest.Organization{Name: "Acme Inc"})
	clerk.AddMember(s.acme, s.ada, "org:admin")
	return s
}

// fragments of the guides, by name: who may see each.
func fragments() map[string]clerkhtmx.Requirement {
	return map[string]clerkhtmx.Requirement{
		"account": clerkhtmx.SignedIn(),
		"billing": clerkhtmx.Role("org:admin"),
		"invoice": clerkhtmx.SignedIn(),
		"welcome": clerkhtmx.SignedOut(),
	}
}

// check returns what is wrong with a block.
func (s *site) check(b block) error {
	source, isOutput := strings.CutPrefix(b.note, "output of: ")
	if !isOutput {
		source = b.code
	}
	t, err := template.New("").Option("missingkey=error").Parse(source)
	if err != nil {
		return err
	}
	if replacesKits(t) {
		_, err := partials.ParseTemplates(fstest.MapFS{"block.html": {Data: []byte(b.code)}})
		return err
	}
	app, err := s.application(t)
	if err != nil {
		return err
	}
	for who, session := range map[string]func(*http.Request) *http.Request{
		"signed out": func(r *http.Request) *http.Request { return r },
		"signed in":  func(r *http.Request) *http.Request { return s.clerk.SignedInTo(r, s.ada, s.acme) },
	} {
		rec := httptest.NewRecorder()
		app.ServeHTTP(rec, session(httptest.NewRequest(http.MethodGet, "/", nil)))
		if rec.Code != http.StatusOK {
			return fmt.Errorf("%s: %s", who, rec.Body)
		}
		if isOutput {
			return sameTags(b.code, rec.Body.String())
		}
		if err := examine(app, rec.Body.String()); err != nil {
			return fmt.Errorf("%s: %w", who, err)
		}
	}
	return nil
}

// replacesKits reports whether t defines a template of package partials, whose data is not a Page.
func replacesKits(t *template.Template) bool {
	kits := template.Must(template.ParseFS(partials.Templates(), "*.html"))
	return slices.ContainsFunc(t.Templates(), func(defined *template.Template) bool { return kits.Lookup(defined.Name()) != nil })
}

// application renders t at /, and each template that it defines as a View of the Kit.
func (s *site) application(t *template.Template) (http.Handler, error) {
	cfg := s.clerk.Config()
	cfg.Logger = slog.New(slog.DiscardHandler)
	kit, err := clerkhtmx.New(cfg)
	if err != nil {
		return nil, err
	}
	var views []clerkhtmx.View
	for _, defined := range t.Templates() {
		if defined.Name() != "" {
			views = append(views, kit.Template(t, defined.Name()))
		}
	}
	for name, requirement := range fragments() {
		f := clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{requirement}}
		if t.Lookup(name) != nil {
			f.Content = kit.Template(t, name)
		}
		kit.Fragment(name, f)
	}
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) { _ = c.String(http.StatusInternalServerError, err.Error()) }
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/", func(c echo.Context) error {
		var out strings.Builder
		if err := t.Execute(&out, map[string]any{"Clerk": kit.Page(c), "ScriptName": static.Script().Name}); err != nil {
			return err
		}
		for _, view := range views {
			component, err := view(c)
			if err != nil {
				return err
			}
			if err := component.Render(c.Request().Context(), io.Discard); err != nil {
				return err
			}
		}
		return c.HTML(http.StatusOK, out.String())
	})
	return e, nil
}
