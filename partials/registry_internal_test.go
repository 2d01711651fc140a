package partials

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pricingTable is what a new component takes: a struct with its props, whose Render
// says what kind it is, and its line in the table.
type pricingTable struct {
	Highlighted bool      `json:"highlighted,omitempty"`
	CheckoutURL string    `json:"checkoutUrl,omitempty"`
	ID          string    `json:"-" prop:"id"`
	Fallback    Component `json:"-" prop:"fallback"`
}

func (c pricingTable) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

func withPricingTable(t *testing.T) *registry {
	t.Helper()
	r, err := newRegistry(append(slices.Clone(components), declaration{"pricing-table", pricingTable{}, element}))
	require.NoError(t, err)
	return r
}

func TestAComponentTakesOneDeclaration(t *testing.T) {
	t.Parallel()
	r := withPricingTable(t)
	ctx := WithTemplates(t.Context(), &TemplateSet{registry: r})
	assert.Contains(t, r.known(), "pricing-table")

	c, err := r.fromQuery("pricing-table", url.Values{"highlighted": {"true"}, "checkoutUrl": {"/pay"}, "id": {"prices"}})
	require.NoError(t, err)
	assert.Equal(t, pricingTable{Highlighted: true, CheckoutURL: "/pay", ID: "prices"}, c)
	html, err := HTML(ctx, c)
	require.NoError(t, err)
	assert.Equal(t, `<clerk-pricing-table id="prices" hx-preserve="true" props="{&#34;highlighted&#34;:true,&#34;checkoutUrl&#34;:&#34;/pay&#34;}"></clerk-pricing-table>`, string(html))

	c, err = r.fromProps("pricing-table", map[string]any{"fallback": "<Prices>"})
	require.NoError(t, err)
	html, err = HTML(ctx, c)
	require.NoError(t, err)
	assert.Equal(t, `<clerk-pricing-table>&lt;Prices&gt;</clerk-pricing-table>`, string(html))

	var prop *PropError
	_, err = r.fromProps("pricing-table", map[string]any{"checkoutUrl": "javascript:alert(1)"})
	require.ErrorAs(t, err, &prop)
	_, err = HTML(ctx, pricingTable{CheckoutURL: "javascript:alert(1)"})
	assert.ErrorAs(t, err, &prop)
}

func TestATemplateOfItsOwnTakesThePlaceOfTheShared(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`{{define "pricing-table"}}<b>{{.Content}}</b>{{end}}`:                                          "<b>a</b>",
		`{{define "clerk-element"}}{{if .Content}}<p><clerk-element></clerk-element></p>{{end}}{{end}}`: "<p><clerk-pricing-table></clerk-pricing-table></p>",
		`{{define "clerk-element"}}<i></i>{{end}}{{define "pricing-table"}}<b>{{.Content}}</b>{{end}}`:  "<b>a</b>",
		`{{define "attributes"}} class="mine"{{end}}`:                                                   `<clerk-pricing-table class="mine">a</clerk-pricing-table>`,
	} {
		r, err := withPricingTable(t).withTemplates(fstest.MapFS{"own.html": {Data: []byte(source)}})
		require.NoError(t, err, source)
		html, err := HTML(WithTemplates(t.Context(), &TemplateSet{registry: r}), pricingTable{Fallback: Text("a")})
		require.NoError(t, err, source)
		assert.Equal(t, want, string(html), source)
	}
}

func TestAComponentThatIsNotInTheTableIsNotRendered(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.ErrorContains(t, pricingTable{}.Render(t.Context(), &out), "pricingTable is not in the table of components")
	assert.Empty(t, out.String())
}

// Each struct that is rendered by name has its line, of the kind that it is rendered as.
func TestTheTableHasEveryComponent(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	kinds := map[string]kind{"renderElement": element, "renderButton": button, "renderControl": control}
	rendered := map[string]kind{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Render" || strings.HasSuffix(name, "_test.go") {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && kinds[id.Name] != "" {
					receiver, _ := f.Recv.List[0].Type.(*ast.Ident)
					require.NotNil(t, receiver, name)
					rendered[receiver.Name] = kinds[id.Name]
				}
				return true
			})
		}
	}
	declared := map[string]kind{}
	for _, d := range components {
		declared[reflect.TypeOf(d.prototype).Name()] = d.kind
	}
	assert.Equal(t, rendered, declared)
	assert.Len(t, shipped.types, len(components), "names are unique")
	assert.Len(t, shipped.names, len(components), "structs are unique")
}
