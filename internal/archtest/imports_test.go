package archtest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// root is the module's folder, seen from this package's.
const root = "../.."

const module = "github.com/clerk-htmx/kit/"

// goPackage is what "go list -json" says of a package.
type goPackage struct {
	ImportPath string
	Name       string
	GoFiles    []string // without tests
	Deps       []string // all packages that this one is built from, through any number of imports
	Module     struct{ Path string }
}

// A rule keeps packages from being built from others. Paths of this module are relative to it; "…/" at the end takes in what
// is below, and the path itself.
type rule struct {
	why      string
	packages []string
	except   []string
	deps     []string
}

var (
	product  = []string{"clerkhtmx/…/", "partials/…/", "static/…/", "internal/…/"}
	testOnly = []string{"clerkhtmx/clerktest/…/", "internal/testutil/…/", "internal/conformance/…/", "internal/tools/…/", "internal/archtest"}
	adapters = []string{"clerkhtmx/redisstore/…/", "clerkhtmx/watermillbus/…/"}
)

var rules = []rule{
	{
		why:      "what is below the kit knows neither Echo nor the kit, so that it can be tested and read alone",
		packages: []string{"partials/…/", "static/…/", "internal/…/"},
		except:   testOnly,
		deps:     []string{"github.com/labstack/echo/…/", "clerkhtmx/…/"},
	},
	{
		why:      "tokens and path patterns are read without a request, and without those that handle one",
		packages: []string{"internal/sessiontoken/…/", "internal/pathtoregexp/…/"},
		deps:     []string{"internal/authn/…/", "internal/jwks/…/", "internal/clerkapi/…/", "partials/…/", "static/…/", "net/http"},
	},
	{
		why:      "the fake Clerk's engine serves any Go server, and clerktest is its only door for users",
		packages: []string{"internal/testutil/…/"},
		deps:     []string{"github.com/labstack/echo/…/", "clerkhtmx/…/"},
	},
	{
		why:      "what users build into their server has no test code in it",
		packages: product,
		except:   testOnly,
		deps: []string{
			"internal/testutil/…/", "clerkhtmx/clerktest/…/", "testing", "net/http/httptest",
			"github.com/stretchr/testify/…/", "github.com/chromedp/…/", "github.com/golang-jwt/…/",
		},
	},
	{
		why:      "the harness of the tests of whole behaviors is for their test files alone",
		packages: append([]string{"example/…/"}, product...),
		except:   []string{"internal/conformance/…/"},
		deps:     []string{"internal/conformance/…/"},
	},
	{
		why:      "clerktest is for users' tests and brings neither a browser nor an assertion library along",
		packages: []string{"clerkhtmx/clerktest/…/"},
		deps:     []string{"github.com/stretchr/testify/…/", "github.com/chromedp/…/"},
	},
	{
		why:      "the demo is a server like a user's: besides the kit it may start the fake Clerk, and nothing else of the tests",
		packages: []string{"example/…/"},
		deps:     []string{"github.com/stretchr/testify/…/", "github.com/chromedp/…/", "internal/testutil/browser/…/"},
	},
	{
		why:      "only who uses Redis or Watermill builds it in",
		packages: product,
		except:   adapters,
		deps:     append([]string{"github.com/redis/…/", "github.com/ThreeDotsLabs/…/"}, adapters...),
	},
	{
		why:      "the demo is nobody's library",
		packages: product,
		deps:     []string{"example/…/"},
	},
}

// What tests import is left out here; what that costs adopters is TestTestsBringAdoptersNoFurtherModules's.
func TestImports(t *testing.T) {
	packages := list(t)
	for _, r := range rules {
		t.Run(r.why, func(t *testing.T) {
			covered, found := r.check(packages)
			assert.NotZero(t, covered, "the rule is about packages that are not there")
			assert.Empty(t, found)
		})
	}
}

func TestARuleFindsWhatItForbids(t *testing.T) {
	r := rule{packages: []string{"partials/…/", "internal/…/"}, except: []string{"internal/testutil/…/"}, deps: []string{"github.com/labstack/echo/…/", "clerkhtmx"}}
	covered, found := r.check([]goPackage{
		{ImportPath: module + "partials", Deps: []string{"fmt", "github.com/labstack/echo/v4", "github.com/labstack/echoes"}},
		{ImportPath: module + "partials/sub", Deps: []string{module + "clerkhtmx", module + "clerkhtmx/sub"}},
		{ImportPath: module + "partialsother", Deps: []string{"github.com/labstack/echo/v4"}},
		{ImportPath: module + "internal/testutil/x", Deps: []string{"github.com/labstack/echo/v4"}},
	})
	assert.Equal(t, 2, covered)
	assert.Equal(t, []string{"partials is built from github.com/labstack/echo/v4", "partials/sub is built from clerkhtmx"}, found)
}

// check returns how many packages the rule is about and what it finds wrong with them.
func (r rule) check(packages []goPackage) (covered int, found []string) {
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module)
		if !matches(r.packages, name) || matches(r.except, name) {
			continue
		}
		covered++
		for _, dep := range p.Deps {
			if dep := strings.TrimPrefix(dep, module); matches(r.deps, dep) {
				found = append(found, fmt.Sprintf("%s is built from %s", name, dep))
			}
		}
	}
	return covered, found
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		tree, isTree := strings.CutSuffix(pattern, "…/")
		return name == strings.TrimSuffix(tree, "/") || isTree && strings.HasPrefix(name, tree)
	})
}

// list asks the go command for the packages of this module, and for those that flags add.
func list(t *testing.T, flags ...string) []goPackage {
	t.Helper()
	arguments := append([]string{"list", "-json=ImportPath,Name,GoFiles,Deps,Module"}, flags...)
	output := runGo(t, append(arguments, "./...")...)

	var packages []goPackage
	decoder := json.NewDecoder(strings.NewReader(output))
	for {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
	require.NotEmpty(t, packages)
	return packages
}

// runGo returns what the go command prints when it runs in the module's folder.
func runGo(t *testing.T, arguments ...string) string {
	t.Helper()
	lookAtSources(t)
	cmd := exec.CommandContext(t.Context(), "go", arguments...)
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return string(output)
}

// lookAtSources reads all folders that may hold packages. Go would otherwise take the result of an earlier run for good: it
// keeps track of the files that a test opens, and the go command opens them in another process.
func lookAtSources(t *testing.T) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		return err
	}))
}
