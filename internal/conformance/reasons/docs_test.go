package reasons_test

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// reasonSource is reason.go: its constants, in order.
type reasonSource struct {
	names     []string
	values    map[string]clerkhtmx.Reason
	sentences map[string]string
}

func declaredReasons(t *testing.T) map[string]clerkhtmx.Reason {
	t.Helper()
	return readReasons(t).values
}

// readReasons reads the constants of reason.go, and those of packages authn and
// sessiontoken that they are made from.
func readReasons(t *testing.T) reasonSource {
	t.Helper()
	fset := token.NewFileSet()
	tokens, _ := checkFiles(t, fset, importer(nil), "../../sessiontoken/reason.go")
	below, _ := checkFiles(t, fset, importer{"github.com/clerk-htmx/kit/internal/sessiontoken": tokens}, "../../authn/reason.go", "../../authn/refresh.go")
	pkg, files := checkFiles(t, fset, importer{"github.com/clerk-htmx/kit/internal/authn": below}, "../../../clerkhtmx/reason.go")
	s := reasonSource{values: map[string]clerkhtmx.Reason{}, sentences: map[string]string{}}
	ast.Inspect(files[0], func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		require.Len(t, spec.Names, 1)
		name := spec.Names[0].Name
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		require.True(t, ok, name)
		require.Equal(t, constant.String, c.Val().Kind(), name)
		s.names = append(s.names, name)
		s.values[name] = clerkhtmx.Reason(constant.StringVal(c.Val()))
		sentence, found := strings.CutPrefix(spec.Doc.Text(), name+": ")
		require.True(t, found, "the comment of %s says when", name)
		s.sentences[name] = strings.Join(strings.Fields(sentence), " ")
		return true
	})
	require.NotEmpty(t, s.names)
	return s
}

// importer finds the packages that constants are made from. The others do not matter.
type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, errors.New("not needed")
}

// checkFiles evaluates the constants of a few files. What these use of other files is
// an error that does not matter.
func checkFiles(t *testing.T, fset *token.FileSet, imports importer, names ...string) (*types.Package, []*ast.File) {
	t.Helper()
	files := make([]*ast.File, len(names))
	for n, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		files[n] = file
	}
	config := types.Config{Importer: imports, Error: func(error) {}}
	pkg, _ := config.Check(path.Base(filepath.Dir(names[0])), fset, files, nil)
	return pkg, files
}

func TestReasonsHaveOneConstantEach(t *testing.T) {
	t.Parallel()
	s := readReasons(t)
	seen := map[clerkhtmx.Reason]string{}
	for _, name := range s.names {
		assert.Empty(t, seen[s.values[name]], name)
		seen[s.values[name]] = name
	}
}

// The table is what the constants and their comments say.
func TestTheGuideHasATableOfTheReasons(t *testing.T) {
	t.Parallel()
	s := readReasons(t)
	var want strings.Builder
	plain := strings.NewReplacer("[Config].", "Config.", "[Kit.", "Kit.", "]", "")
	for _, name := range s.names {
		sentence := plain.Replace(s.sentences[name])
		want.WriteString("| `" + string(s.values[name]) + "` | `" + name + "` | " + sentence + " |\n")
	}
	guide, err := os.ReadFile("../../../docs/authentication.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(guide), "\n## Reasons\n")
	require.True(t, found, "the guide has no section of this name")
	section, _, _ = strings.Cut(section, "\n## ")
	var have strings.Builder
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| `") {
			have.WriteString(line)
		}
	}
	assert.Equal(t, want.String(), have.String(), "the table of docs/authentication.md must be:\n%s", want.String())
}
