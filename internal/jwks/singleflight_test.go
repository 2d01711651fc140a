package jwks_test

import (
	"context"
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

func TestManyAtOnceShareOneFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				key, err := s.Key(t.Context(), "a")
				if err != nil || !keyA().Equal(key) {
					t.Errorf("key %v, error %v", key, err)
				}
			})
		}
		wg.Wait()
		assert.EqualValues(t, 1, a.fetches.Load())
	})
}

// Of many rounds, since it takes a fetch that ends between a look and a leap.
func TestWhoComesAsAFetchEndsStartsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for range 200 {
			s, a, _ := newSource(t)
			a.slow(0)
			var wg sync.WaitGroup
			for range 64 {
				wg.Go(func() {
					if _, err := s.Key(t.Context(), "a"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			require.EqualValues(t, 1, a.fetches.Load())
		}
	})
}

func TestWhoGivesUpDoesNotSpoilItForTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		a.slow(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() { requireKey(t, s, "a") })
		start := time.Now()
		_, err := s.Key(ctx, "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
		assert.Equal(t, time.Millisecond, time.Since(start))
		wg.Wait()
		assert.EqualValues(t, 1, a.fetches.Load())
	})
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				for j := range 200 {
					if i == 0 {
						a.answer(http.StatusOK, keySet(t, newJWK("a", keyA()), newJWK(fmt.Sprint("r", j), keyB())))
					}
					if _, err := s.Key(t.Context(), fmt.Sprint("r", j)); err != nil && !errors.Is(err, sessiontoken.ErrKeyNotFound) {
						t.Error(err)
					}
					if _, err := s.Key(t.Context(), "a"); err != nil {
						t.Error(err)
					}
					elapse(time.Duration(i) * time.Second)
				}
			})
		}
		wg.Wait()
	})
}

func TestTwoSourcesShareNothing(t *testing.T) {
	t.Parallel()
	one, _, _ := newSource(t)
	two, a, _ := newSource(t)
	a.answer(http.StatusOK, keySet(t, newJWK("a", keyB())))
	assert.True(t, keyA().Equal(requireKey(t, one, "a")))
	assert.True(t, keyB().Equal(requireKey(t, two, "a")))
	assert.True(t, keyA().Equal(requireKey(t, one, "a")))
}
