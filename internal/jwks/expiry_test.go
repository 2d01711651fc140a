package jwks_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestTrafficDoesNotExtendAKeysLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.answer(http.StatusOK, keySet(t, newJWK("b", keyB()))) // a is withdrawn
		start := time.Now()
		for {
			elapse(time.Second)
			if _, err := s.Key(t.Context(), "a"); err != nil {
				require.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
				break
			}
			require.Less(t, time.Since(start), 5*time.Minute)
		}
		// Known to be gone once; then an unknown kid like any other.
		assert.LessOrEqual(t, a.fetches.Load(), int64(3))
	})
}

func TestKeysAreFetchedAnewInTheBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		first := requireKey(t, s, "a")
		a.slow(3 * time.Second)
		elapse(4 * time.Minute)
		for range 100 {
			start := time.Now()
			requireKey(t, s, "a")
			require.Zero(t, time.Since(start), "nobody waits")
		}
		synctest.Wait()
		elapse(3 * time.Second)
		synctest.Wait()
		assert.EqualValues(t, 2, a.fetches.Load())
		assert.Same(t, first, requireKey(t, s, "a"), "an equal key keeps its pointer")
	})
}

func TestAfterALongPauseTheFirstWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.answer(http.StatusOK, keySet(t, newJWK("b", keyB())))
		elapse(5 * time.Minute)
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
		assert.EqualValues(t, 2, a.fetches.Load())
	})
}

// Whoever can name an unknown kid can cause a fetch, and it may be one that fails.
func TestAFailureOfLongAgoKeepsNoWithdrawnKeyAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.answer(http.StatusInternalServerError, "")
		_, err := s.Key(t.Context(), "unknown")
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
		a.answer(http.StatusOK, keySet(t, newJWK("b", keyB()))) // Clerk is back, and a withdrawn
		elapse(30 * time.Minute)
		_, err = s.Key(t.Context(), "a")
		require.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
		elapse(time.Minute) // let go what is under way
	})
}
