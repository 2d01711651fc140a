package partials_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parseHTML parses a document, or what may stand in a body.
func parseHTML(t testing.TB, source string) []*html.Node {
	t.Helper()
	if strings.HasPrefix(source, "<!doctype") {
		doc, err := html.Parse(strings.NewReader(source))
		require.NoError(t, err)
		return []*html.Node{doc}
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	require.NoError(t, err)
	return nodes
}

// elements returns all elements, parents first.
func elements(nodes []*html.Node) []*html.Node {
	var all []*html.Node
	for _, n := range nodes {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
		for child := range n.ChildNodes() {
			all = append(all, elements([]*html.Node{child})...)
		}
	}
	return all
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// shape describes nodes without the values of attributes and without text: what an
// injection would change.
func shape(nodes []*html.Node) string {
	return describe(nodes, 0, func(a html.Attribute) string { return a.Key })
}

// outline describes nodes in full, but for the order of attributes and for white
// space between elements.
func outline(nodes []*html.Node) string {
	return describe(nodes, 0, func(a html.Attribute) string { return fmt.Sprintf("%s=%q", a.Key, a.Val) })
}

func describe(nodes []*html.Node, depth int, attr func(html.Attribute) string) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		b.WriteString(strings.Repeat("  ", depth) + fmt.Sprintf(format, args...) + "\n")
	}
	for _, n := range nodes {
		switch n.Type {
		case html.ElementNode:
			var attrs []string
			for _, a := range n.Attr {
				attrs = append(attrs, attr(a))
			}
			slices.Sort(attrs)
			line("<%s>", strings.Join(append([]string{n.Data}, attrs...), " "))
		case html.TextNode:
			if strings.TrimSpace(n.Data) == "" {
				continue
			}
			line("%s", textMark(n, attr))
		case html.CommentNode, html.DoctypeNode, html.RawNode, html.ErrorNode:
			line("%d %q", n.Type, n.Data)
		case html.DocumentNode:
		}
		b.WriteString(describe(slices.Collect(n.ChildNodes()), depth+1, attr))
	}
	return b.String()
}

// textMark shows text where values of attributes are shown, too.
func textMark(n *html.Node, attr func(html.Attribute) string) string {
	if attr(html.Attribute{Key: "k", Val: "v"}) == "k" {
		return "text"
	}
	return fmt.Sprintf("%q", strings.TrimSpace(n.Data))
}
