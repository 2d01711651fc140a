package doctest_test

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

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

// examine looks for what the kit does not have: elements, props and routes.
func examine(app http.Handler, body string) error {
	if err := balanced(body); err != nil {
		return err
	}
	nodes, err := parse(body)
	if err != nil {
		return err
	}
	var errs []error
	for _, node := range nodes {
		for element := range node.Descendants() {
			errs = append(errs, examineElement(app, element))
		}
		errs = append(errs, examineElement(app, node))
	}
	return errors.Join(errs...)
}

func examineElement(app http.Handler, n *html.Node) error {
	if n.Type != html.ElementNode {
		return nil
	}
	var errs []error
	props := url.Values{}
	for _, attribute := range n.Attr {
		switch {
		case strings.ContainsAny(attribute.Key, "…<\"'"):
			errs = append(errs, fmt.Errorf("attribute %q", attribute.Key))
		case slices.Contains([]string{"hx-get", "href", "src"}, attribute.Key) && strings.HasPrefix(attribute.Val, "/clerk/"):
			errs = append(errs, answers(app, attribute.Val))
		case !notProp.MatchString(attribute.Key):
			props.Set(camelCase(attribute.Key), attribute.Val)
		}
	}
	if name, ok := strings.CutPrefix(n.Data, "clerk-"); ok {
		_, err := partials.FromQuery(name, props)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// notProp has the attributes that the browser script does not pass to Clerk, as static/src/props.js has them.
var notProp = regexp.MustCompile(`^(props|mode|id|class|style|slot|hidden|title|lang|dir|tabindex|nonce|(hx|data|aria)-.*|on.*)$`)

// camelCase makes a prop's name of an attribute's.
func camelCase(name string) string {
	first, rest, _ := strings.Cut(name, "-")
	for word := range strings.SplitSeq(rest, "-") {
		if word != "" {
			first += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return first
}

// answers reports an address of the kit that htmx gets no content from.
func answers(app http.Handler, path string) error {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set("HX-Request", "true")
	rec := httptest.NewRecorder()
	app.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK {
		return fmt.Errorf("GET %s: %d %s", path, rec.Code, rec.Body)
	}
	return nil
}

func parse(body string) ([]*html.Node, error) {
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	return html.ParseFragment(strings.NewReader(body), context)
}

// balanced finds tags that are not closed, or were not opened: browsers and html.Parse mend them in silence.
func balanced(body string) error {
	void := []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
	var open []string
	for tokens := html.NewTokenizer(strings.NewReader(body)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Errorf("<%s> is not closed", open[len(open)-1])
			}
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		case html.StartTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Errorf("</%s> closes nothing", name)
			}
			open = open[:len(open)-1]
		}
	}
}

// sameTags compares the elements and attributes of two texts, in order.
func sameTags(documented, rendered string) error {
	have, want := tagsOf(documented), tagsOf(rendered)
	if !slices.Equal(have, want) {
		return fmt.Errorf("the documentation shows\n%s\nand the kit renders\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	return nil
}

func tagsOf(text string) []string {
	var tags []string
	tokens := html.NewTokenizer(strings.NewReader(text))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		if kind == html.StartTagToken || kind == html.EndTagToken {
			tags = append(tags, tokens.Token().String())
		}
	}
	return tags
}

// The props of hand-written elements are looked up under the same rule as in the browser.
func TestTheRuleForPropsIsTheScripts(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(root + "/static/src/props.js")
	require.NoError(t, err)
	assert.Contains(t, string(source), strings.Replace(notProp.String(), "dir|", "dir|role|", 1))
}
