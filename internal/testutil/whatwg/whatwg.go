// Package whatwg tells where URLs lead browsers, by the parser of Node, which follows the WHATWG's standard as they
// do. It shares nothing with net/url or the code that it judges.
package whatwg

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

//go:embed whatwg.cjs
var script string

// Address is where a value on a page leads.
type Address struct {
	Value string `json:"value"`
	// Valid: it leads anywhere at all.
	Valid bool `json:"valid"`
	// Protocol ends in a colon. Host has a port if it is not the default one.
	Protocol string `json:"protocol"`
	Host     string `json:"host"`
	Origin   string `json:"origin"`
	// ReadBack is the origin that a script gets to by following path and query as it reads them from location.
	ReadBack string `json:"readBack"`
}

// HostileValues returns some thousand values that try to lead to evil.example, or to run as script. Without Node, it
// ends the test as [programs.Missing] does.
func HostileValues(t testing.TB) []string {
	t.Helper()
	var values []string
	run(t, "corpus", nil, &values)
	if len(values) < 500 {
		t.Fatalf("only %d hostile values", len(values))
	}
	return values
}

// Resolve returns where the values lead from the page, in their order.
func Resolve(t testing.TB, page string, values []string) []Address {
	t.Helper()
	var addresses []Address
	run(t, "resolve", map[string]any{"page": page, "values": values}, &addresses)
	if len(addresses) != len(values) {
		t.Fatalf("%d values lead to %d addresses", len(values), len(addresses))
	}
	for i := range addresses {
		addresses[i].Value = values[i] // JSON has no bytes but UTF-8
	}
	return addresses
}

func run(t testing.TB, command string, input, output any) {
	t.Helper()
	stdin, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), programs.Node().Require(t), "-e", script, "--", command)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(stdin), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, output); err != nil {
		t.Fatal(err)
	}
}
