package archtest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testModules are the modules that tests may need besides those that the tested package is built from. Adopters download
// them: "go mod tidy" also reads the tests of each package that the adopter's are built from.
var testModules = []string{
	"github.com/golang-jwt/jwt/v5", // of clerkhtmx's tests; clerktest is built from it
	"github.com/stretchr/testify",
	"go.yaml.in/yaml/v3", // testify's
	"golang.org/x/net",   // of the tests of partials; Echo is built from it
}

func TestTestsBringAdoptersNoFurtherModules(t *testing.T) {
	packages := list(t, "-deps", "-test")
	adopted := importable(packages)
	for _, name := range []string{"clerkhtmx", "clerkhtmx/clerktest", "partials", "static"} {
		assert.Contains(t, adopted, module+name)
	}
	needed := map[string]bool{}
	for _, found := range broughtByTests(packages) {
		assert.Contains(t, testModules, found.module, "%s needs it: an adopter of %s would download it", found.test, found.adopted)
		needed[found.module] = true
	}
	assert.ElementsMatch(t, testModules, slices.Collect(maps.Keys(needed)), "the list is no longer than needed")
}

func TestAModuleThatOnlyATestNeedsIsFound(t *testing.T) {
	driver, echo := goPackage{ImportPath: "example.com/driver/tab"}, goPackage{ImportPath: "example.com/echo"}
	driver.Module.Path, echo.Module.Path = "example.com/driver", "example.com/echo"
	files := []string{"a.go"}
	found := broughtByTests([]goPackage{
		driver, echo,
		{ImportPath: module + "kit", Name: "kit", GoFiles: files, Deps: []string{"fmt", module + "internal/part", "example.com/echo"}},
		{ImportPath: module + "kit.test", Name: "main", GoFiles: files, Deps: []string{"fmt", module + "kit [" + module + "kit.test]", "example.com/echo"}},
		{ImportPath: module + "internal/part", Name: "part", GoFiles: files},
		{ImportPath: module + "internal/part.test", Name: "main", GoFiles: files, Deps: []string{"example.com/driver/tab", "example.com/echo"}},
		{ImportPath: module + "kit/browsertest", Name: "browsertest"},
		{ImportPath: module + "kit/browsertest.test", Name: "main", GoFiles: files, Deps: []string{"example.com/driver/tab"}},
		{ImportPath: module + "demo", Name: "main", GoFiles: files},
		{ImportPath: module + "demo.test", Name: "main", GoFiles: files, Deps: []string{"example.com/driver/tab"}},
	})
	assert.Equal(t, []brought{{adopted: module + "kit", test: module + "internal/part.test", module: "example.com/driver"}}, found)
}

// Adopters need at least the Go release that go.mod names. The language and the standard library's API change with minor
// releases alone, so that only a dependency can ask for a patch release.
func TestGoModAsksForNoPatchRelease(t *testing.T) {
	var mod struct{ Go string }
	require.NoError(t, json.Unmarshal([]byte(runGo(t, "mod", "edit", "-json")), &mod))
	assert.Regexp(t, `^1\.\d+\.0$`, mod.Go)
}

// brought is a module that an adopter of a package would download for a test's sake.
type brought struct{ adopted, test, module string }

// broughtByTests does what "go mod tidy" does in the module of an adopter, for each package that adopters can import. It
// looks at the tests of the package and of our packages that the package is built from, and returns the modules that
// these tests need and the package does not.
func broughtByTests(packages []goPackage) []brought {
	byPath := map[string]goPackage{}
	for _, p := range packages {
		byPath[p.ImportPath] = p
	}
	modules := func(p goPackage) map[string]bool {
		paths := map[string]bool{}
		for _, dep := range p.Deps {
			if path := byPath[dep].Module.Path; path != "" && path+"/" != module {
				paths[path] = true
			}
		}
		return paths
	}
	var found []brought
	for _, adopted := range importable(packages) {
		p := byPath[adopted]
		built := modules(p)
		for _, ours := range append([]string{adopted}, p.Deps...) {
			test := byPath[ours+".test"]
			for _, path := range slices.Sorted(maps.Keys(modules(test))) {
				if !built[path] {
					found = append(found, brought{adopted, test.ImportPath, path})
				}
			}
		}
	}
	return found
}

// importable returns the packages of this module that other modules can import.
func importable(packages []goPackage) []string {
	var paths []string
	for _, p := range packages {
		name, isOurs := strings.CutPrefix(p.ImportPath, module)
		if isOurs && p.Name != "main" && len(p.GoFiles) > 0 && !strings.Contains(p.ImportPath, " [") && !slices.Contains(strings.Split(name, "/"), "internal") {
			paths = append(paths, p.ImportPath)
		}
	}
	return paths
}
