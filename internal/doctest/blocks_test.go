package doctest_test

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// block is a piece of code in the documentation.
type block struct {
	file     string // below root
	line     int    // of its first line
	language string // "" for a fence without one
	note     string // the HTML comment before a fence
	code     string
}

func (b block) place() string { return fmt.Sprintf("%s:%d", b.file, b.line) }

// publicPackages are those that users import.
func publicPackages() []string {
	return []string{"clerkhtmx", "clerkhtmx/clerktest", "partials", "static"}
}

// markdownFiles are the README and the guides.
func markdownFiles(t *testing.T) []string {
	t.Helper()
	guides, err := filepath.Glob(root + "/docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, guides)
	return append(guides, root+"/README.md")
}

// documentation returns the blocks of each guide and each public package.
func documentation(t *testing.T) map[string][]block {
	t.Helper()
	found := map[string][]block{}
	for _, path := range markdownFiles(t) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		found[name] = fencedBlocks(name, string(content))
	}
	for _, name := range publicPackages() {
		found[name] = commentBlocks(t, name)
	}
	return found
}

var (
	fence = regexp.MustCompile("^(\\s*)```(\\S*)\\s*$")
	note  = regexp.MustCompile(`^\s*<!--\s*(.*?)\s*-->\s*$`)
)

// fencedBlocks returns the fenced blocks of a Markdown text.
func fencedBlocks(file, text string) []block {
	var blocks []block
	var open *block
	indent, last := "", ""
	for i, line := range strings.Split(text, "\n") {
		match := fence.FindStringSubmatch(line)
		switch {
		case open == nil && match != nil:
			open = &block{file: file, line: i + 2, language: match[2]}
			indent = match[1]
			if comment := note.FindStringSubmatch(last); comment != nil {
				open.note = comment[1]
			}
		case open != nil && match != nil && match[2] == "":
			blocks = append(blocks, *open)
			open = nil
		case open != nil:
			open.code += strings.TrimPrefix(line, indent) + "\n"
		}
		if strings.TrimSpace(line) != "" {
			last = line
		}
	}
	return blocks
}

// commentBlocks returns the blocks in the comments of a package's declarations, without its tests.
func commentBlocks(t *testing.T, folder string) []block {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	var blocks []block
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		files := token.NewFileSet()
		source, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, group := range documented(source) {
			place := files.Position(group.Pos())
			for _, code := range codeOf(group.Text()) {
				b := block{file: folder + "/" + filepath.Base(path), line: place.Line, code: code, language: languageOf(code)}
				blocks = append(blocks, b)
			}
		}
	}
	return blocks
}

// documented returns the comments of a file that document something.
func documented(file *ast.File) []*ast.CommentGroup {
	var groups []*ast.CommentGroup
	add := func(group *ast.CommentGroup) {
		if group != nil {
			groups = append(groups, group)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.File:
			add(n.Doc)
		case *ast.FuncDecl:
			add(n.Doc)
		case *ast.GenDecl:
			add(n.Doc)
		case *ast.TypeSpec:
			add(n.Doc)
		case *ast.ValueSpec:
			add(n.Doc)
		case *ast.Field:
			add(n.Doc)
		}
		return true
	})
	return groups
}

func codeOf(text string) []string {
	var code []string
	for _, content := range new(comment.Parser).Parse(text).Content {
		if c, ok := content.(*comment.Code); ok {
			code = append(code, c.Text)
		}
	}
	return code
}

var (
	routeTable    = regexp.MustCompile(`^(GET|POST) +\{?[/{]`)
	variableTable = regexp.MustCompile(`^[A-Z_\s]+$`)
)

// languageOf tells the language of a block in a doc comment, which cannot name it.
func languageOf(code string) string {
	switch {
	case routeTable.MatchString(code), variableTable.MatchString(code):
		return "text"
	case strings.HasPrefix(code, "{\""):
		return "json"
	case strings.HasPrefix(code, "<"), strings.Contains(code, "{{"):
		return "html"
	default:
		return "go"
	}
}

var codeSpan = regexp.MustCompile("``?([^`\n]+)``?")

// codeSpans returns the pieces of code within the sentences and tables of a Markdown file.
func codeSpans(t *testing.T, path string) []block {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var spans []block
	inFence := false
	for i, line := range strings.Split(string(content), "\n") {
		if fence.MatchString(line) {
			inFence = !inFence
		}
		if inFence {
			continue
		}
		for _, match := range codeSpan.FindAllStringSubmatch(line, -1) {
			spans = append(spans, block{file: filepath.Base(path), line: i + 1, code: match[1]})
		}
	}
	return spans
}
