package doctest_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// importable maps the names that fragments use for packages to their paths. A whole program imports its packages itself.
func importable() map[string]string {
	return map[string]string{
		"assert":       "github.com/stretchr/testify/assert",
		"chi":          "github.com/go-chi/chi/v5",
		"clerkhtmx":    "github.com/clerk-htmx/kit/clerkhtmx",
		"clerktest":    "github.com/clerk-htmx/kit/clerkhtmx/clerktest",
		"context":      "context",
		"echo":         "github.com/labstack/echo/v4",
		"errors":       "errors",
		"expvar":       "expvar",
		"fs":           "io/fs",
		"g":            "maragu.dev/gomponents",
		"http":         "net/http",
		"httptest":     "net/http/httptest",
		"io":           "io",
		"json":         "encoding/json",
		"log":          "log",
		"organization": "github.com/clerk/clerk-sdk-go/v2/organization",
		"os":           "os",
		"partials":     "github.com/clerk-htmx/kit/partials",
		"require":      "github.com/stretchr/testify/require",
		"static":       "github.com/clerk-htmx/kit/static",
		"template":     "html/template",
		"templ":        "github.com/a-h/templ",
		"testing":      "testing",
		"time":         "time",
	}
}

// stubs are the folders of packages that this module does not depend on.
func stubs() map[string]string {
	return map[string]string{
		"github.com/a-h/templ":  "testdata/templ",
		"maragu.dev/gomponents": "testdata/gomponents",
	}
}

// packageImporter reads compiled packages from the build cache, and stubs from their sources.
type packageImporter struct {
	compiled types.Importer
	stubs    map[string]*types.Package
	mu       sync.Mutex // importers are not safe for concurrent use
}

// Import implements types.Importer.
func (i *packageImporter) Import(path string) (*types.Package, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if stub, ok := i.stubs[path]; ok {
		return stub, nil
	}
	return i.compiled.Import(path)
}

func newImporter(t *testing.T, files *token.FileSet) types.Importer {
	t.Helper()
	exports := exportData(t)
	imports := &packageImporter{stubs: map[string]*types.Package{}}
	imports.compiled = importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := exports[path]
		if !ok {
			return nil, fmt.Errorf("package %s is not in importable", path)
		}
		return os.Open(file)
	})
	for path, folder := range stubs() {
		sources, err := filepath.Glob(folder + "/*.go")
		require.NoError(t, err)
		var parsed []*ast.File
		for _, source := range sources {
			file, err := parser.ParseFile(files, source, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			parsed = append(parsed, file)
		}
		config := types.Config{Importer: imports}
		stub, err := config.Check(path, files, parsed, nil)
		require.NoError(t, err)
		imports.stubs[path] = stub
	}
	return imports
}

// exportData returns the files with the exported declarations of all packages that blocks import, compiled by go list.
func exportData(t *testing.T) map[string]string {
	t.Helper()
	arguments := []string{"list", "-deps", "-export", "-f", "{{.ImportPath}}={{.Export}}", "embed", "net"}
	for _, path := range importable() {
		if stubs()[path] == "" {
			arguments = append(arguments, path)
		}
	}
	command := exec.CommandContext(t.Context(), "go", arguments...)
	command.Dir = root
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	require.NoError(t, err, stderr.String())
	files := map[string]string{}
	for line := range strings.Lines(string(output)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[path] = file
	}
	return files
}
