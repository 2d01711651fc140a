package clerkhtmx_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/authn"
)

// configField is a row of the table of the guide.
type configField struct{ name, variable string }

// The table of the guide has one row for each field, in the order of the fields, with the variable
// that ConfigFromEnv reads it from.
func TestTheGuideHasATableOfTheConfiguration(t *testing.T) {
	variables := map[string]string{} // by field
	for _, variable := range readVariables(t) {
		field := fieldReadFrom(t, variable)
		require.NotContains(t, variables, field, "a field has one variable")
		variables[field] = variable
	}
	var want []configField
	for _, name := range exportedFields(reflect.TypeFor[clerkhtmx.Config]()) {
		want = append(want, configField{name, variables[name]})
	}
	assert.Equal(t, want, configTable(t))
}

func TestTheCommentOfConfigFromEnvNamesItsVariables(t *testing.T) {
	t.Parallel()
	documented := variableName.FindAllString(configFromEnv(t).Doc.Text(), -1)
	assert.ElementsMatch(t, readVariables(t), documented)
}

func TestTheFieldsOfPackageAuthnHaveTheNamesOfTheKits(t *testing.T) {
	t.Parallel()
	kits := exportedFields(reflect.TypeFor[clerkhtmx.Config]())
	for _, name := range exportedFields(reflect.TypeFor[authn.Config]()) {
		if name != "Cookie" { // is the kit's own business
			assert.Contains(t, kits, name)
		}
	}
}

// configTable reads the section Configuration of the guide. Every row has a field, a variable or nothing, and a default.
func configTable(t *testing.T) []configField {
	t.Helper()
	guide, err := os.ReadFile("../docs/authentication.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(guide), "\n## Configuration\n")
	require.True(t, found, "the guide has no section of this name")
	section, _, _ = strings.Cut(section, "\n## ")
	row := regexp.MustCompile("^\\| `(\\w+)` \\| (?:`(\\w+)`(?:, [^|]+)?)? ?\\| [^|]+ \\|\n$")
	var fields []configField
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| field |") || strings.HasPrefix(line, "| ---") {
			continue
		}
		cells := row.FindStringSubmatch(line)
		require.NotNil(t, cells, "not a row of a field: %s", line)
		fields = append(fields, configField{cells[1], cells[2]})
	}
	return fields
}

func exportedFields(config reflect.Type) []string {
	var names []string
	for _, field := range reflect.VisibleFields(config) {
		if field.IsExported() {
			names = append(names, field.Name)
		}
	}
	return names
}

// fieldReadFrom returns the field that ConfigFromEnv fills in from a variable.
func fieldReadFrom(t *testing.T, variable string) string {
	t.Helper()
	t.Setenv(variable, "")
	unset := reflect.ValueOf(clerkhtmx.ConfigFromEnv())
	t.Setenv(variable, "true") // is a text, a list and a boolean
	set := reflect.ValueOf(clerkhtmx.ConfigFromEnv())
	changed := slices.DeleteFunc(exportedFields(set.Type()), func(name string) bool {
		return reflect.DeepEqual(unset.FieldByName(name).Interface(), set.FieldByName(name).Interface())
	})
	require.Len(t, changed, 1, variable)
	return changed[0]
}

var variableName = regexp.MustCompile(`\bCLERK_[A-Z_]+\b`)

// readVariables returns the variables in the body of ConfigFromEnv, in order.
func readVariables(t *testing.T) []string {
	t.Helper()
	var variables []string
	ast.Inspect(configFromEnv(t).Body, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			if variableName.MatchString(text) {
				variables = append(variables, text)
			}
		}
		return true
	})
	require.NotEmpty(t, variables)
	return variables
}

func configFromEnv(t *testing.T) *ast.FuncDecl {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "env.go", nil, parser.ParseComments)
	require.NoError(t, err)
	for _, decl := range file.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok && function.Name.Name == "ConfigFromEnv" {
			return function
		}
	}
	require.FailNow(t, "env.go has no ConfigFromEnv")
	return nil
}
