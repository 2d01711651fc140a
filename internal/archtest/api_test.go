package archtest_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite testdata/*.api.golden.txt")

// The golden files make a change of the public API part of the diff, where a reader meets it.
func TestThePublicAPIIsWrittenDown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"clerkhtmx", "clerkhtmx/clerktest", "partials", "static"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), "go", "doc", "-all", "./"+name)
			command.Dir = root
			got, err := command.Output()
			require.NoError(t, err)
			golden := filepath.Join("testdata", strings.ReplaceAll(name, "/", "_")+".api.golden.txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, got, 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), "run make golden, look at the difference, and tell of it in CHANGELOG.md")
		})
	}
}
