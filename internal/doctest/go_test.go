package doctest_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Blocks of Go compile, as far as they say anything: the blocks of one guide, or of one package's comments, make one package.
func TestGoInTheDocumentationCompiles(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	blocks := 0
	for name, all := range documentation(t) {
		var code []block
		for _, b := range all {
			switch {
			case strings.HasPrefix(b.note, "not compiled: "):
			case b.language == "go", b.language == "templ":
				code = append(code, b)
			}
		}
		blocks += len(code)
		t.Run(name, func(t *testing.T) {
			for _, err := range check.guide(code) {
				assert.NoError(t, err)
			}
		})
	}
	assert.Greater(t, blocks, 30, "blocks were not found")
}

// checker type-checks blocks with the compiled packages of this module and its dependencies.
type checker struct {
	files    *token.FileSet
	importer types.Importer
	prelude  string
}

func newChecker(t *testing.T) *checker {
	t.Helper()
	files := token.NewFileSet()
	prelude, err := os.ReadFile("testdata/prelude.go")
	require.NoError(t, err)
	return &checker{files: files, importer: newImporter(t, files), prelude: string(prelude)}
}

// guide returns what is wrong with the blocks of one guide.
func (c *checker) guide(blocks []block) []error {
	prelude, err := parser.ParseFile(c.files, "testdata/prelude.go", c.prelude, parser.SkipObjectResolution)
	if err != nil {
		return []error{err}
	}
	fragments := []*ast.File{prelude}
	var errs []error
	for _, b := range blocks {
		file, err := c.parse(b)
		switch {
		case err != nil:
			errs = append(errs, err)
		case isProgram(b):
			// Everything counts in a whole file.
			errs = append(errs, c.check([]*ast.File{file}, func(types.Error) bool { return false })...)
		default:
			fragments = append(fragments, file)
		}
	}
	return append(errs, c.check(fragments, isUnused)...)
}

// isUnused reports whether a fragment may have the fault: it ends before it uses all that it declares, and the imports are
// the test's.
func isUnused(fault types.Error) bool {
	return strings.HasPrefix(fault.Msg, "declared and not used: ") ||
		strings.Contains(fault.Msg, " imported ") && strings.HasSuffix(fault.Msg, "and not used")
}

// check type-checks one package.
func (c *checker) check(files []*ast.File, ignore func(types.Error) bool) []error {
	var errs []error
	config := types.Config{Importer: c.importer, Error: func(err error) {
		if fault, ok := errors.AsType[types.Error](err); !ok || !ignore(fault) {
			errs = append(errs, err)
		}
	}}
	_, _ = config.Check("guide", c.files, files, nil) // Error has got them all
	return errs
}

func isProgram(b block) bool { return b.language == "go" && strings.HasPrefix(b.code, "package ") }

// parse makes a file of a block: of a program and of declarations as they are, of statements in a function, of templ as
// its functions. Positions in it are those in the documentation.
func (c *checker) parse(b block) (*ast.File, error) {
	code, line := b.code, fmt.Sprintf("\n//line %s:%d\n", b.file, b.line)
	if isProgram(b) {
		return parser.ParseFile(c.files, "block", line+code, parser.SkipObjectResolution)
	}
	if b.language == "templ" {
		var err error
		if code, err = templFunctions(code); err != nil {
			return nil, fmt.Errorf("%s: %w", b.place(), err)
		}
	}
	declarations := header() + line + code
	if _, err := parser.ParseFile(token.NewFileSet(), "", declarations, parser.SkipObjectResolution); err == nil || b.language == "templ" {
		return parser.ParseFile(c.files, "block", declarations, parser.SkipObjectResolution)
	}
	file, err := parser.ParseFile(c.files, "block", header()+" func _() {"+line+code+"\n}\n", parser.SkipObjectResolution)
	if err == nil {
		showValues(file)
	}
	return file, err
}

// header imports everything, in one line.
func header() string {
	var out strings.Builder
	out.WriteString("package guide; import (")
	for name, path := range importable() {
		fmt.Fprintf(&out, "%s %q; ", name, path)
	}
	return out.String() + ");"
}

// showValues assigns an expression that stands alone on a line to _. It shows a value, such as auth.UserID.
func showValues(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		body, ok := n.(*ast.BlockStmt)
		if !ok {
			return true
		}
		for i, statement := range body.List {
			expression, ok := statement.(*ast.ExprStmt)
			if !ok {
				continue
			}
			if _, isCall := expression.X.(*ast.CallExpr); !isCall {
				body.List[i] = &ast.AssignStmt{Lhs: []ast.Expr{ast.NewIdent("_")}, Tok: token.ASSIGN, Rhs: []ast.Expr{expression.X}}
			}
		}
		return true
	})
}

// templCall is a component on a line of templ, at its start or after a tag.
var templCall = regexp.MustCompile(`(?:^|>)@(.*?)(?:</[a-z]+>)?$`)

// templFunctions makes Go of the part of a templ file that is Go: the parameters, and what comes after @ and if.
func templFunctions(code string) (string, error) {
	var out strings.Builder
	depth := 0
	for line := range strings.Lines(code) {
		line = strings.TrimSpace(line)
		call := templCall.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, "templ "):
			out.WriteString("func " + strings.TrimSuffix(strings.TrimPrefix(line, "templ "), "{") + "templ.Component {\n")
			depth++
		case strings.HasPrefix(line, "if "):
			out.WriteString(line + "\n")
			depth++
		case line == "}" && depth == 1:
			out.WriteString("return nil }\n")
			depth--
		case line == "}":
			out.WriteString("}\n")
			depth--
		case call != nil:
			out.WriteString("_ = templ.Component(" + call[1] + ")\n")
		default:
			out.WriteString("\n")
		}
	}
	if !strings.Contains(out.String(), "func ") {
		return "", errors.New("a block of templ without a templ function")
	}
	return out.String(), nil
}
