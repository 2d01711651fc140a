package partials_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/clerk-htmx/kit/partials"
)

// html/template takes the attributes of htmx for plain text and lets code through, so
// values may not get there at all, but for this one, which Fragment checks.
var allowedPlacements = []string{"fragment: hx-get"}

func TestTemplatesPutNoValueWhereItCouldBeCode(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(partials.Templates(), "*.html")
	require.NoError(t, err)

	trees := map[string]*parse.Tree{}
	for _, file := range files {
		source, err := fs.ReadFile(partials.Templates(), file)
		require.NoError(t, err)
		parseTemplates(t, trees, file, string(source))
	}
	var found []string
	for name := range trees {
		found = append(found, dangerousPlacements(trees, name)...)
	}
	assert.ElementsMatch(t, allowedPlacements, found)
}

func TestThePlacementCheckFindsWhatItIsFor(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`<a hx-get="/x/{{.}}">x</a>`:                                      "t: hx-get",
		`<a data-hx-get="/x/{{.}}">x</a>`:                                 "t: data-hx-get",
		`<a {{if .}}hx-vals='{"a":"{{.A}}"}'{{end}}>x</a>`:                "t: hx-vals",
		`{{range .}}<b hx-on:click="f({{.}})"></b>{{end}}`:                "t: hx-on:click",
		`<b {{with .A}}title="t"{{else}}onclick="f({{.}})"{{end}}></b>`:   "t: onclick",
		`<b style="color:{{.}}"></b>`:                                     "t: style",
		`<script>let a = {{.}}</script>`:                                  "t: <script>",
		`<style>b { color: {{.}} }</style>`:                               "t: <style>",
		`<b {{.}}="x"></b>`:                                               "t: attribute name",
		`<{{.}}></b>`:                                                     "t: <zvaluez>",
		`<b hx-get="{{template "u" .}}"></b>{{define "u"}}{{.}}{{end}}`:   "t: hx-get",
		`<b hx-swap="innerHTML" title="{{.}}" href="{{.}}">{{.}}</b>`:     "",
		`<b hx-trigger="{{if .}}load, {{end}}clerk:session">{{.}}</b>`:    "",
		`{{/* hx-get="{{.}}" is in a comment */}}<b>{{.}}</b>{{- "x" -}}`: "",
	} {
		trees := map[string]*parse.Tree{}
		parseTemplates(t, trees, "t", source)
		assert.Equal(t, want, strings.Join(dangerousPlacements(trees, "t"), ", "), source)
	}
}

func parseTemplates(t *testing.T, trees map[string]*parse.Tree, name, source string) {
	t.Helper()
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	_, err := tree.Parse(source, "", "", trees)
	require.NoError(t, err)
}

// value stands for what an action prints.
const value = "zvaluez"

// dangerousPlacements lists where values get to in a template, if html/template or
// the browser might take them for code.
func dangerousPlacements(trees map[string]*parse.Tree, name string) []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, name+": "+fmt.Sprintf(format, args...)) }

	var raw string // the element whose text is code, while in it
	z := html.NewTokenizer(strings.NewReader(flatten(trees, trees[name].Root)))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			raw = ""
			if token.Data == "script" || token.Data == "style" {
				raw = token.Data
			}
			if strings.Contains(token.Data, value) {
				report("<%s>", token.Data)
			}
			for _, a := range token.Attr {
				if strings.Contains(a.Key, value) {
					report("attribute name")
				}
				if strings.Contains(a.Val, value) && isCode(a.Key) {
					report("%s", a.Key)
				}
			}
		case html.TextToken:
			if raw != "" && strings.Contains(token.Data, value) {
				report("<%s>", raw)
			}
		default:
			raw = ""
		}
	}
	return found
}

func isCode(attribute string) bool {
	attribute = strings.TrimPrefix(attribute, "data-")
	return strings.HasPrefix(attribute, "hx-") || strings.HasPrefix(attribute, "on") ||
		slices.Contains([]string{"style", "srcdoc"}, attribute)
}

// flatten writes a template with all branches one after the other and a mark for
// every value.
func flatten(trees map[string]*parse.Tree, node parse.Node) string {
	branch := func(b *parse.BranchNode) string {
		out := flatten(trees, b.List)
		if b.ElseList != nil {
			out += flatten(trees, b.ElseList)
		}
		return out
	}
	switch n := node.(type) {
	case *parse.ListNode:
		var b strings.Builder
		for _, child := range n.Nodes {
			b.WriteString(flatten(trees, child))
		}
		return b.String()
	case *parse.TextNode:
		return string(n.Text)
	case *parse.ActionNode:
		return value
	case *parse.IfNode:
		return branch(&n.BranchNode)
	case *parse.WithNode:
		return branch(&n.BranchNode)
	case *parse.RangeNode:
		return branch(&n.BranchNode)
	case *parse.TemplateNode:
		if called, ok := trees[n.Name]; ok {
			return flatten(trees, called.Root)
		}
		return value
	default:
		return ""
	}
}
