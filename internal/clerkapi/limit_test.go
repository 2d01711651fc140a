package clerkapi_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/clerkapi"
)

func TestTheLimitIsConfigurable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		limit clerkapi.Limit
		want  int
	}{
		"the kit's default":  {defaultLimit(), burst},
		"less than one":      {clerkapi.Limit{PerSecond: 0.1, InFlight: 1}, 1},
		"two":                {clerkapi.Limit{PerSecond: 2, InFlight: 1}, 4},
		"a hundred":          {clerkapi.Limit{PerSecond: 100, InFlight: 1000}, 200},
		"as much as you can": {clerkapi.Limit{PerSecond: 1e300, InFlight: 1000}, flood},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{bad: refusal(http.StatusNotFound)}
				api := newAPI(t, s, func(cfg *clerkapi.Config) { cfg.Limit = tt.limit })
				for _, bad := range many("bad", flood) {
					require.Error(t, kinds()["nonce"](t.Context(), api, bad))
				}
				assert.Equal(t, tt.want, s.count())
			})
		})
	}
}

func TestTheLogIsToldOfAFloodOnceAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		api := newAPI(t, &server{bad: refusal(http.StatusNotFound)}, logTo(&log))
		for _, secret := range many("do-not-print-me", flood) {
			for _, question := range kinds() {
				err := question(t.Context(), api, secret)
				require.Error(t, err)
				assert.NotContains(t, err.Error(), "do-not-print-me")
			}
		}
		assert.Equal(t, 3, strings.Count(log.String(), "level=WARN"), "of each kind")
		for _, kind := range []string{"handshake nonces", "refresh tokens", "machine tokens"} {
			assert.Contains(t, log.String(), kind)
		}
		assert.NotContains(t, log.String(), "do-not-print-me")
		elapse(time.Minute)
		for _, secret := range many("another", flood) {
			require.Error(t, kinds()["nonce"](t.Context(), api, secret))
		}
		assert.Equal(t, 4, strings.Count(log.String(), "level=WARN"))
	})
}
