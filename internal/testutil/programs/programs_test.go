package programs_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

var tool = programs.Program{Name: "tool", Env: "TOOL", Commands: []string{"tool", "tool-2"}, Hint: "install the tool"}

// machine puts executables with these names, and nothing else, on PATH, and returns their folder.
func machine(t *testing.T, names ...string) string {
	t.Helper()
	bin := t.TempDir()
	for _, name := range names {
		require.NoError(t, os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"), 0o755))
	}
	t.Setenv("PATH", bin)
	t.Setenv("TOOL", "")
	t.Setenv("CI", "")
	t.Setenv("CLERKHTMX_REQUIRE_PROGRAMS", "")
	return bin
}

func TestFindPrefersTheFirstCommand(t *testing.T) {
	bin := machine(t, "tool-2", "tool")
	path, err := tool.Find()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(bin, "tool"), path)
}

func TestFindTakesTheNextCommandWhereTheFirstIsMissing(t *testing.T) {
	bin := machine(t, "tool-2")
	path, err := tool.Find()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(bin, "tool-2"), path)
}

func TestFindObeysTheEnvironment(t *testing.T) {
	bin := machine(t, "tool", "mine")
	t.Setenv("TOOL", filepath.Join(bin, "mine"))
	path, err := tool.Find()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(bin, "mine"), path)

	t.Setenv("TOOL", filepath.Join(bin, "not-there"))
	_, err = tool.Find()
	require.ErrorIs(t, err, programs.ErrNotFound, "a wrong setting is not passed over")
}

func TestFindSaysWhatToInstall(t *testing.T) {
	machine(t)
	_, err := tool.Find()
	require.ErrorIs(t, err, programs.ErrNotFound)
	assert.ErrorContains(t, err, "install the tool")
}

// outcome notes how Require ends a test.
type outcome struct {
	testing.TB
	ended string
}

func (o *outcome) Helper()              {}
func (o *outcome) Fatal(...any)         { o.ended = "failed"; runtime.Goexit() }
func (o *outcome) Skipf(string, ...any) { o.ended = "skipped"; runtime.Goexit() }

func TestRequireSkipsLoudlyAndFailsWhereItCounts(t *testing.T) {
	for _, test := range []struct {
		name     string
		optional bool
		env      string
		want     string
	}{
		{"on a person's machine it skips", false, "", "skipped"},
		{"in CI it fails", false, "CI", "failed"},
		{"in make test it fails", false, "CLERKHTMX_REQUIRE_PROGRAMS", "failed"},
		{"an optional program is skipped on a person's machine", true, "", "skipped"},
		{"an optional program is skipped in make test", true, "CLERKHTMX_REQUIRE_PROGRAMS", "skipped"},
		{"an optional program fails in CI", true, "CI", "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine(t)
			if test.env != "" {
				t.Setenv(test.env, "true")
			}
			wanted := tool
			wanted.Optional = test.optional
			o := &outcome{TB: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				wanted.Require(o)
			}()
			<-done
			assert.Equal(t, test.want, o.ended)
		})
	}
}
