package clerkhtmx_test

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// fragmentSite has the page /invoices/{id}, made of a template, at one of the kit's edges.
type fragmentSite struct {
	http.Handler
	kit   *clerkhtmx.Kit
	clerk *clerktest.Clerk
	ada   clerktest.User
	// template and data are those of the page.
	template string
	data     map[string]any
}

func forEachEdge(t *testing.T, test func(t *testing.T, s *fragmentSite)) {
	t.Helper()
	t.Parallel()
	for name, serve := range map[string]func(*fragmentSite){"Echo": (*fragmentSite).onEcho, "net/http": (*fragmentSite).onNetHTTP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &fragmentSite{clerk: clerktest.New(t), data: map[string]any{}}
			s.ada = s.clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
			cfg := s.clerk.Config()
			cfg.Logger = slog.New(slog.DiscardHandler)
			kit, err := clerkhtmx.New(cfg)
			require.NoError(t, err)
			s.kit = kit
			serve(s)
			test(t, s)
		})
	}
}

func (s *fragmentSite) onEcho() {
	e := echo.New()
	e.Use(s.kit.Middleware())
	s.kit.Register(e)
	e.GET("/invoices/:id", func(c echo.Context) error {
		page, err := s.render(s.kit.Page(c))
		if err != nil {
			return c.String(http.StatusInternalServerError, err.Error())
		}
		return c.HTML(http.StatusOK, page+"after: "+clerkhtmx.FragmentParam(c.Request().Context(), "id"))
	})
	s.Handler = e
}

func (s *fragmentSite) onNetHTTP() {
	mux := http.NewServeMux()
	mux.Handle("/clerk/", s.kit.Handler())
	mux.HandleFunc("GET /invoices/{id}", func(w http.ResponseWriter, r *http.Request) {
		page, err := s.render(s.kit.PageFromContext(r.Context()))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, page+"after: "+clerkhtmx.FragmentParam(r.Context(), "id"))
	})
	s.Handler = s.kit.HTTPMiddleware(mux)
}

func (s *fragmentSite) render(page clerkhtmx.Page) (string, error) {
	t, err := template.New("page").Parse(s.template)
	if err != nil {
		return "", err
	}
	s.data["Clerk"] = page
	var out strings.Builder
	err = t.Execute(&out, s.data)
	return out.String(), err
}

func (s *fragmentSite) get(path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, s.clerk.SignedIn(harness.Get(path), s.ada))
	return rec
}

var hostOfFragment = regexp.MustCompile(`(?s)id="(clerk-fragment-[^"]*)".* hx-get="([^"]*)".* hx-include="">(.*?)</div></div>`)

// host returns the parts of the only fragment in the page.
func (s *fragmentSite) host(t *testing.T, path string) (id, url, content string) {
	t.Helper()
	page := s.get(path)
	require.Equal(t, http.StatusOK, page.Code, page.Body)
	found := hostOfFragment.FindStringSubmatch(page.Body.String())
	require.NotNil(t, found, page.Body)
	assert.True(t, strings.HasSuffix(page.Body.String(), "after: "), "the parameters are not the page's: %s", page.Body)
	return html.UnescapeString(found[1]), html.UnescapeString(found[2]), found[3]
}

// invoice shows its parameters wherever they can be read.
func invoice(kit *clerkhtmx.Kit) clerkhtmx.Fragment {
	named := template.Must(template.New("invoice").Parse(`{{.Param "id"}}|{{.Param "view"}}`))
	show := func(ctx context.Context) string {
		return fmt.Sprintf("%q %q %q", clerkhtmx.FragmentParam(ctx, "id"), clerkhtmx.FragmentParam(ctx, "view"), kit.PageFromContext(ctx).Param("id"))
	}
	return clerkhtmx.Fragment{
		Require: []clerkhtmx.Requirement{clerkhtmx.WhereContext(func(ctx context.Context, _ clerkhtmx.Auth) (bool, error) {
			return clerkhtmx.FragmentParam(ctx, "id") != "of somebody else", nil
		})},
		Content: func(c echo.Context) (partials.Component, error) {
			fromTemplate, err := kit.Template(named, "")(c)
			return partials.Group{
				partials.Text("view " + show(c.Request().Context()) + "; page " + kit.Page(c).Param("id") + "; template "), fromTemplate,
				partials.Func(func(ctx context.Context, w io.Writer) error {
					return partials.Text("; render "+show(ctx)).Render(ctx, w)
				}),
			}, err
		},
		Fallback: clerkhtmx.HTTPView(func(r *http.Request) (partials.Component, error) {
			return partials.Text("not yours: " + clerkhtmx.FragmentParam(r.Context(), "id")), nil
		}),
	}
}

// shown is the content of an invoice.
func shown(id, view string) string {
	quoted := fmt.Sprintf("%q %q %q", id, view, id)
	return html.EscapeString("view " + quoted + "; page " + id + "; template " + id + "|" + view + "; render " + quoted)
}

func TestAFragmentHasTheSameParametersInThePageAndWhenItIsFetched(t *testing.T) {
	forEachEdge(t, func(t *testing.T, s *fragmentSite) {
		s.kit.Fragment("invoice", invoice(s.kit))
		tests := []struct {
			name, template, url, content string
		}{
			{"one", `{{.Clerk.Fragment "invoice" "id" 42}}`, "?id=42", shown("42", "")},
			{"two, sorted", `{{.Clerk.Fragment "invoice" "view" "short" "id" 42}}`, "?id=42&view=short", shown("42", "short")},
			{"escaped", `{{.Clerk.Fragment "invoice" "id" "a&b=c+d %#?/"}}`, "?id=a%26b%3Dc%2Bd+%25%23%3F%2F", shown("a&b=c+d %#?/", "")},
			{"none: the path and the query are the page's", `{{.Clerk.Fragment "invoice"}}`, "", shown("", "")},
			{"a value that may not be seen", `{{.Clerk.Fragment "invoice" "id" "of somebody else"}}`, "?id=of+somebody+else", "not yours: of somebody else"},
			{"a fragment that requires something", `{{.Clerk.ProtectedFragment "invoice" "id" "42"}}`, "?id=42", shown("42", "")},
		}
		for _, tt := range tests {
			s.template = tt.template
			id, url, inline := s.host(t, "/invoices/7?id=7&view=long")
			assert.Equal(t, "/clerk/fragments/invoice"+tt.url, url, tt.name)
			assert.Equal(t, normal(tt.content), normal(inline), tt.name)
			assert.Equal(t, inline, s.get(url).Body.String(), tt.name)
			if tt.url == "" {
				assert.Equal(t, "clerk-fragment-invoice", id, tt.name)
			} else {
				assert.Regexp(t, `^clerk-fragment-invoice-[0-9a-f]{32}$`, id, tt.name)
			}
		}
	})
}

// normal undoes escapes, which html/template and partials.Text write differently.
func normal(content string) string { return html.UnescapeString(content) }

func TestHostileParametersStayText(t *testing.T) {
	forEachEdge(t, func(t *testing.T, s *fragmentSite) {
		s.kit.Fragment("invoice", invoice(s.kit))
		for _, payload := range []string{
			`"><script>alert(1)</script>`, `' onmouseover='alert(1)`, `" hx-on:click="alert(1)`, "javascript:alert(1)", `//evil.example`, `</div></div>`,
			"{{.}}", "&quot;><b>", "a\x00b", "a\r\nb", "\xff\xfe\"><b>", "\u2028", "../../x", "#", "?id=1", "&id=1", "%2522", "of\\x",
		} {
			for _, tt := range []struct {
				template string
				data     map[string]any
			}{
				{`{{.Clerk.Fragment "invoice" "id" .P}}`, map[string]any{"P": payload}},
				{`{{.Clerk.Fragment "invoice" .P "42"}}`, map[string]any{"P": payload}},
				{`{{.Clerk.Fragment "invoice" "id" .P}}`, map[string]any{"P": template.HTML(payload)}},
			} {
				s.template, s.data = tt.template, tt.data
				id, url, inline := s.host(t, "/invoices/7")
				assert.Regexp(t, `^clerk-fragment-invoice-[0-9a-f]{32}$`, id)
				assert.Regexp(t, `^/clerk/fragments/invoice\?[-A-Za-z0-9_.~%+=]+$`, url)
				assert.NotRegexp(t, `[<>"']`, inline, "%q", payload)
				assert.Equal(t, inline, s.get(url).Body.String(), "%q", payload)
			}
		}
	})
}

func TestParametersBeyondTheirBounds(t *testing.T) {
	forEachEdge(t, func(t *testing.T, s *fragmentSite) {
		s.kit.Fragment("invoice", invoice(s.kit))
		long := strings.Repeat("x", 257)
		for query, want := range map[string]string{
			"a&b&c&d&e&f&g&h&i": "more than 8 parameters", "id=" + long: "longer than 256 bytes", long + "=1": "longer than 64 bytes",
			"id=1&id=2": "given twice", "=1": "is empty", "id=%zz": "not well-formed",
		} {
			res := s.get("/clerk/fragments/invoice?" + query)
			assert.Equal(t, http.StatusBadRequest, res.Code, query)
			assert.Contains(t, res.Body.String(), "clerkhtmx: fragment: ")
			assert.Contains(t, res.Body.String(), want)
			assert.NotContains(t, res.Body.String(), long)
			assert.NotContains(t, res.Body.String(), "view ")
		}
		s.data["Long"] = long
		for call, want := range map[string]string{
			`"id"`: "pairs of name and value", `42 "id"`: "not int", `"id" 1 "id" 2`: "given twice", `"" 1`: "is empty", `"id" 4.2`: "not float64",
			`"id" .Long`: "longer than 256 bytes", `"a" 1 "b" 1 "c" 1 "d" 1 "e" 1 "f" 1 "g" 1 "h" 1 "i" 1`: "more than 8 parameters",
		} {
			s.template = `{{.Clerk.Fragment "invoice" ` + call + `}}`
			res := s.get("/invoices/7")
			assert.Equal(t, http.StatusInternalServerError, res.Code, call)
			assert.Contains(t, res.Body.String(), `clerkhtmx: fragment "invoice": `)
			assert.Contains(t, res.Body.String(), want)
		}
	})
}
