package doctest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/clerk-htmx/kit/partials"
)

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
