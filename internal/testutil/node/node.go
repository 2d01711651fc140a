// Package node asks scripts that run in Node, for tests that compare Go with JavaScript.
package node

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// maxLine bounds an answer.
const maxLine = 16 << 20

// Process is a script that answers each line of JSON with a line of JSON.
type Process struct {
	in  io.Writer
	out *bufio.Scanner
}

// Start runs the script until the test ends. Env are variables to add, as in [exec.Cmd]. Without Node, Start ends the
// test as [programs.Missing] does.
func Start(t testing.TB, script string, env ...string) *Process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), programs.Node().Require(t), script)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // the end of its input, or of the test, ends it
	})
	p := &Process{in: in, out: bufio.NewScanner(out)}
	p.out.Buffer(nil, maxLine)
	return p
}

// Tell sends a line that has no answer.
func (p *Process) Tell(t testing.TB, value any) {
	t.Helper()
	line, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
}

// Ask sends a question and decodes the answer.
func (p *Process) Ask(t testing.TB, question, answer any) {
	t.Helper()
	p.Tell(t, question)
	if !p.out.Scan() {
		t.Fatalf("the script died: %v", p.out.Err())
	}
	if err := json.Unmarshal(p.out.Bytes(), answer); err != nil {
		t.Fatalf("%v in %s", err, p.out.Bytes())
	}
}
