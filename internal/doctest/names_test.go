package doctest_test

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Sentences and tables of the guides name functions, methods and fields that exist.
func TestNamesInSentencesExist(t *testing.T) {
	t.Parallel()
	scope := newScope(t)
	names := 0
	for _, path := range markdownFiles(t) {
		for _, span := range codeSpans(t, path) {
			found, err := scope.check(span.code)
			require.NoError(t, err, span.place())
			names += found
		}
	}
	assert.Greater(t, names, 100, "names were not found")
}

func TestANameThatDoesNotExistIsFound(t *testing.T) {
	t.Parallel()
	scope := newScope(t)
	for _, code := range []string{
		"kit.Templates(t, …)", "clerkhtmx.Administrator()", "Config.AuthorisedParties", "partials.UserBotton{}", "auth.Reasons()", "Config.Refuse = f, Config.Refused",
	} {
		_, err := scope.check(code)
		require.Error(t, err, code)
	}
	found, err := scope.check(`kit.Protect(clerkhtmx.Role("org:admin")), Config.FrontendAPIProxy.Path, clerk.Config(), kit.example.com`)
	require.NoError(t, err)
	assert.Equal(t, 4, found)
}

// reference is a selector whose base is a package, a value or a type of the kit.
var reference = regexp.MustCompile(`(?:^|[^\w./-])((clerkhtmx|clerktest|partials|static|kit|auth|clerk|Config|Kit|Auth|Event|Fragment|Page|FrontendAPIProxy)((?:\.[A-Z]\w*)+))`)

// scope looks names up as the blocks of Go do.
type scope struct {
	files   *token.FileSet
	pkg     *types.Package
	inBlock token.Pos
}

func newScope(t *testing.T) scope {
	t.Helper()
	c := newChecker(t)
	prelude, err := parser.ParseFile(c.files, "testdata/prelude.go", c.prelude, parser.SkipObjectResolution)
	require.NoError(t, err)
	block, err := parser.ParseFile(c.files, "block", header()+"\nfunc _() { _ = 1 }\n", parser.SkipObjectResolution)
	require.NoError(t, err)
	config := types.Config{Importer: c.importer, Error: func(error) {}}
	pkg, _ := config.Check("guide", c.files, []*ast.File{prelude, block}, nil) // but for the imports, which are not used
	return scope{files: c.files, pkg: pkg, inBlock: block.End() - 2}
}

// check returns how many names of the kit the code has, and which of them do not exist.
func (s scope) check(code string) (found int, err error) {
	for _, match := range reference.FindAllStringSubmatch(code, -1) {
		found++
		expression := match[1]
		if match[2][0] >= 'A' && match[2][0] <= 'Z' {
			expression = "new(clerkhtmx." + match[2] + ")" + match[3]
		}
		if _, evalErr := types.Eval(s.files, s.pkg, s.inBlock, expression); evalErr != nil {
			err = fmt.Errorf("%s: %w", match[1], evalErr)
		}
	}
	return found, err
}

// unresolved is a link of a doc comment that leads nowhere: godoc shows it with its brackets.
var unresolved = regexp.MustCompile(`\[\*?(?:[a-z]+\.)?[A-Z]\w*(?:\.\w+)*\]`)

func TestLinksInDocCommentsResolve(t *testing.T) {
	t.Parallel()
	for _, name := range publicPackages() {
		t.Run(name, func(t *testing.T) {
			files := token.NewFileSet()
			paths, err := filepath.Glob(filepath.Join(root, name, "*.go"))
			require.NoError(t, err)
			var sources []*ast.File
			for _, path := range paths {
				if strings.HasSuffix(path, "_test.go") {
					continue
				}
				source, err := parser.ParseFile(files, path, nil, parser.ParseComments)
				require.NoError(t, err)
				sources = append(sources, source)
			}
			var groups []*ast.CommentGroup
			for _, source := range sources {
				groups = append(groups, documented(source)...)
			}
			texts := make([]string, len(groups))
			for i, group := range groups {
				texts[i] = group.Text() // before go/doc takes the comments out of the files
			}
			pkg, err := doc.NewFromFiles(files, sources, "github.com/clerk-htmx/kit/"+name)
			require.NoError(t, err)
			for _, text := range texts {
				assert.Empty(t, deadLinks(pkg, text))
			}
			assert.Equal(t, []string{"[Kits]"}, deadLinks(pkg, "Text of [Kits]."), "a link that leads nowhere is not found")
		})
	}
}

// deadLinks returns the links in the text of a comment that do not resolve.
func deadLinks(pkg *doc.Package, text string) []string {
	var dead []string
	for _, content := range pkg.Parser().Parse(text).Content {
		var parts []comment.Text
		switch content := content.(type) {
		case *comment.Paragraph:
			parts = content.Text
		case *comment.List:
			for _, item := range content.Items {
				for _, inner := range item.Content {
					if paragraph, ok := inner.(*comment.Paragraph); ok {
						parts = append(parts, paragraph.Text...)
					}
				}
			}
		}
		for _, part := range parts {
			if plain, ok := part.(comment.Plain); ok {
				dead = append(dead, unresolved.FindAllString(string(plain), -1)...)
			}
		}
	}
	return dead
}
