package fakeclerk_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// noImports leaves the types of other packages open. The uses of this package's own names are found without them.
type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not needed") }

// partOf is the prefix of a file that plays one of the three parts, and empty for a shared file.
func partOf(file string) string {
	switch prefix, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_"); prefix {
	case "frontend", "backend", "control":
		return prefix
	default:
		return ""
	}
}

func TestTheThreePartsNeverUseEachOther(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: noImports{}, Error: func(error) {}} // the errors are those of the imports
	pkg, _ := config.Check("fakeclerk", fset, files, info)

	shared := 0
	for id, object := range info.Uses {
		if object.Pkg() != pkg {
			continue
		}
		user, owner := fset.Position(id.Pos()).Filename, fset.Position(object.Pos()).Filename
		if partOf(user) == "" {
			continue
		}
		if partOf(owner) == "" {
			shared++
			continue
		}
		assert.Equal(t, partOf(user), partOf(owner), "%s uses %s of %s", user, id.Name, owner)
	}
	assert.Greater(t, shared, 1000, "the uses of shared names are found")
}
