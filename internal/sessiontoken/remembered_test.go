package sessiontoken_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestTokensOfUsersInTurnAreRemembered(t *testing.T) {
	t.Parallel()
	const size = 50
	tokens := make([]string, 2*size)
	for i := range tokens {
		tokens[i] = session(t, map[string]any{"n": i})
	}
	for name, tt := range map[string]struct {
		users, least, most int // remembered ones
	}{
		"as many users as it has room for":       {size, size, size},
		"half as many users as it has room for":  {size / 2, size / 2, size / 2},
		"twice as many users as it has room for": {2 * size, 0, size},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := sessiontoken.NewVerifier(sessiontoken.Config{TokenCacheSize: size}, instanceKeys())
			round := func() (remembered int) {
				for _, raw := range tokens[:tt.users] {
					token, refusal := v.Parse(raw)
					require.Nil(t, refusal)
					if token.Remembered() {
						remembered++
					}
					require.Nil(t, v.Verify(t.Context(), token, now, skew))
				}
				return remembered
			}
			assert.Zero(t, round(), "the first round verifies each token")
			for range 3 {
				got := round()
				assert.GreaterOrEqual(t, got, tt.least)
				assert.LessOrEqual(t, got, tt.most)
			}
		})
	}
}
