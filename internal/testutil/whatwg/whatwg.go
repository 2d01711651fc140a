// Package whatwg tells where URLs lead browsers. It uses the parser of Node, which follows the
// WHATWG's standard as browsers do. It shares nothing with net/url or the code that it judges.
package whatwg

import (
	_ "embed"
	"os"
	"path/filepath"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/node"
)

//go:embed whatwg.cjs
var script []byte

// Address is where a value on a page leads.
type Address struct {
	Value string `json:"value"`
	// Valid reports whether the value leads to any address.
	Valid bool `json:"valid"`
	// Protocol ends in a colon. Host has a port if it is not the default one.
	Protocol string `json:"protocol"`
	Host     string `json:"host"`
	Origin   string `json:"origin"`
	// ReadBack is the origin that a script gets to by following path and query as it reads them from location.
	ReadBack string `json:"readBack"`
}

// HostileValues returns some thousand values that try to lead to evil.example, or to run as script. Without Node, it
// ends the test as [node.Start] does.
func HostileValues(t testing.TB) []string {
	t.Helper()
	var values []string
	ask(t, nil, &values)
	if len(values) < 500 {
		t.Fatalf("only %d hostile values", len(values))
	}
	return values
}

// Resolve returns where the values lead from the page, in their order.
func Resolve(t testing.TB, page string, values []string) []Address {
	t.Helper()
	var addresses []Address
	ask(t, map[string]any{"page": page, "values": values}, &addresses)
	if len(addresses) != len(values) {
		t.Fatalf("%d values lead to %d addresses", len(values), len(addresses))
	}
	for i := range addresses {
		addresses[i].Value = values[i] // JSON has no bytes but UTF-8
	}
	return addresses
}

func ask(t testing.TB, question, answer any) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "whatwg.cjs")
	if err := os.WriteFile(file, script, 0o600); err != nil {
		t.Fatal(err)
	}
	node.Start(t, file).Ask(t, question, answer)
}
