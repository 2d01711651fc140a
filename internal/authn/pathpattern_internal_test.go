package authn

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What path-to-regexp 6.3, as bundled with Clerk's SDKs, makes of patterns.
func TestPathPatternsMatchLikePathToRegexp(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/reference/patterns.json")
	require.NoError(t, err)
	var reference struct {
		Paths    []string
		Patterns []struct {
			Pattern string
			Error   bool
			Matches map[string]map[string]string
		}
	}
	require.NoError(t, json.Unmarshal(data, &reference))
	require.NotEmpty(t, reference.Patterns)

	unsupported := map[string]bool{"/orgs/(?=x)y": true}
	for _, tt := range reference.Patterns {
		t.Run(tt.Pattern, func(t *testing.T) {
			t.Parallel()
			pattern, err := compilePathPattern(tt.Pattern)
			if tt.Error || unsupported[tt.Pattern] {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			for _, path := range reference.Paths {
				params, ok := pattern.match(path)
				want, wantOK := tt.Matches[path]
				assert.Equal(t, wantOK, ok, path)
				delete(params, "a") // only id and slug are recorded
				delete(params, "b")
				delete(params, "sl_ug9x")
				if ok && wantOK {
					assert.Equal(t, want, params, path)
				}
			}
		})
	}
}
