package clerkhtmx_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	const key, lease, ttl, retryAfter = "sign-in:sess_1", time.Minute, time.Hour, 10 * time.Second
	claim := func(t *testing.T, s *clerkhtmx.MemoryStore) clerkhtmx.Claim {
		t.Helper()
		c, err := s.Claim(t.Context(), key, lease)
		require.NoError(t, err)
		return c
	}

	t.Run("one of many claimants is granted the key", func(t *testing.T) {
		t.Parallel()
		store := clerkhtmx.NewMemoryStore()
		var granted atomic.Int32
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if c, err := store.Claim(context.Background(), key, lease); err == nil && c == clerkhtmx.ClaimGranted {
					granted.Add(1)
				}
			})
		}
		wg.Wait()
		assert.EqualValues(t, 1, granted.Load())
	})
	t.Run("a granted key is pending until it is completed", func(t *testing.T) {
		t.Parallel()
		store := clerkhtmx.NewMemoryStore()
		assert.Equal(t, clerkhtmx.ClaimGranted, claim(t, store))
		assert.Equal(t, clerkhtmx.ClaimPending, claim(t, store))
		require.NoError(t, store.Complete(t.Context(), key, ttl))
		assert.Equal(t, clerkhtmx.ClaimDone, claim(t, store))
	})
	t.Run("a lease that ran out is granted again", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			store := clerkhtmx.NewMemoryStore()
			claim(t, store)
			time.Sleep(lease - time.Nanosecond) //nolint:forbidigo // time in a synctest bubble
			assert.Equal(t, clerkhtmx.ClaimPending, claim(t, store))
			time.Sleep(time.Nanosecond) //nolint:forbidigo // time in a synctest bubble
			assert.Equal(t, clerkhtmx.ClaimGranted, claim(t, store))
		})
	})
	t.Run("a released key is granted again after the delay", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			store := clerkhtmx.NewMemoryStore()
			claim(t, store)
			require.NoError(t, store.Release(t.Context(), key, retryAfter))
			assert.Equal(t, clerkhtmx.ClaimPending, claim(t, store))
			time.Sleep(retryAfter) //nolint:forbidigo // time in a synctest bubble
			assert.Equal(t, clerkhtmx.ClaimGranted, claim(t, store))
		})
	})
	t.Run("a completed key is forgotten after its time", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			store := clerkhtmx.NewMemoryStore()
			claim(t, store)
			require.NoError(t, store.Complete(t.Context(), key, ttl))
			time.Sleep(ttl) //nolint:forbidigo // time in a synctest bubble
			assert.Equal(t, clerkhtmx.ClaimGranted, claim(t, store))
		})
	})
}
