package jwks_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestANewKeyIsFoundAtItsFirstUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.answer(http.StatusOK, keySet(t, newJWK("a", keyA()), newJWK("b", keyB())))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { assert.True(t, keyB().Equal(requireKey(t, s, "b"))) })
		}
		wg.Wait()
		assert.EqualValues(t, 2, a.fetches.Load())
	})
}

func TestANewKeyIsFoundSoonAfterAFetchThatFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.answer(http.StatusInternalServerError, "")
		_, err := s.Key(t.Context(), "b")
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
		a.answer(http.StatusOK, keySet(t, newJWK("a", keyA()), newJWK("b", keyB())))
		elapse(5 * time.Second)
		requireKey(t, s, "b")
	})
}

func TestUnknownKidsCauseFewFetchesAndDelayNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		requireKey(t, s, "a")
		a.slow(2 * time.Second)
		var wg sync.WaitGroup
		for i := range 10_000 {
			wg.Go(func() {
				_, err := s.Key(t.Context(), fmt.Sprintf("unknown-%d", i))
				if !errors.Is(err, sessiontoken.ErrKeyNotFound) {
					t.Error(err)
				}
			})
			if i%100 == 0 {
				start := time.Now()
				requireKey(t, s, "a")
				require.Zero(t, time.Since(start))
			}
			elapse(2900 * time.Microsecond) // 29 s in all
		}
		wg.Wait()
		assert.LessOrEqual(t, a.fetches.Load(), int64(2))
	})
}

func TestNoKidCausesNoFetch(t *testing.T) {
	t.Parallel()
	s, a, _ := newSource(t)
	_, err := s.Key(t.Context(), "")
	require.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
	assert.Zero(t, a.fetches.Load())
}
