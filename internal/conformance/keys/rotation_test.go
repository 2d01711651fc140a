package keys_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// While keys are rotated, as Clerk does it, nobody with a valid token is refused. The
// old key stays in the key set until its last token has expired.
func TestKeysAreRotatedUnderLoad(t *testing.T) {
	t.Parallel()
	const (
		life    = time.Minute
		overlap = 2 * life
		latency = time.Second
	)
	for name, tt := range map[string]struct {
		ahead   time.Duration // from the publication of a key until its first use
		unknown time.Duration // from one unknown kid to the next
		wait    time.Duration // how long good requests may take
	}{
		"a key that is published as it is first used":          {0, 0, latency},
		"a key that is published five minutes ahead":           {5 * time.Minute, 0, 0},
		"a key that is published ahead, and many unknown kids": {time.Minute, 100 * time.Millisecond, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := harness.SigningKeys()
				m := inMemory(t, harness.NewInstance(keys[0]))
				m.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
					harness.Elapse(latency)
					m.ServeKeys(w, r)
				})
				a := m.newApp(t)
				require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", keys[0].Token(life))).Code)

				var current atomic.Int64 // the key that signs
				var done atomic.Bool
				var served atomic.Int64
				var traffic sync.WaitGroup
				for n := range 8 {
					traffic.Go(func() {
						harness.Elapse(time.Duration(n) * 7 * time.Second)
						for !done.Load() {
							token, until := keys[current.Load()].Token(life), time.Now().Add(life-latency)
							for ; time.Now().Before(until) && !done.Load(); harness.Elapse(2 * time.Second) {
								start := time.Now()
								res := a.Serve(harness.BearerOf("/protected", token))
								if res.Code != http.StatusNoContent || time.Since(start) > tt.wait {
									t.Errorf("status %d %s after %s", res.Code, res.Header().Get("X-Clerk-Auth-Reason"), time.Since(start))
								}
								served.Add(1)
							}
						}
					})
				}
				if tt.unknown > 0 {
					traffic.Go(func() {
						for ; !done.Load(); harness.Elapse(tt.unknown) {
							if status := a.Serve(harness.BearerOf("/protected", harness.BogusToken())).Code; status != http.StatusUnauthorized {
								t.Errorf("status %d for an unknown kid", status)
							}
						}
					})
				}
				start := time.Now()
				for n := 1; n < len(keys); n++ {
					harness.Elapse(time.Minute)
					m.Publish(keys[n-1], keys[n])
					harness.Elapse(tt.ahead)
					current.Store(int64(n))
					harness.Elapse(overlap)
					m.Publish(keys[n])
				}
				harness.Elapse(6 * time.Minute)
				done.Store(true)
				traffic.Wait()
				took := time.Since(start)
				assert.Greater(t, served.Load(), int64(8*took/(4*time.Second)), "the traffic was steady")
				assert.LessOrEqual(t, m.Fetches.Load(), int64(2+took/(30*time.Second)))
			})
		})
	}
}

// Tokens of a removed key are refused after five minutes at the latest, also those
// that were remembered to be good.
func TestTokensOfARemovedKeyAreRefused(t *testing.T) {
	t.Parallel()
	const ttl = 5 * time.Minute
	for name, interval := range map[string]time.Duration{"under steady use": time.Second, "after a silence": ttl} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				removed, next := harness.SigningKeys()[0], harness.SigningKeys()[1]
				m := inMemory(t, harness.NewInstance(removed))
				a := m.newApp(t)
				remembered, fresh := removed.Token(time.Hour), removed.Token(time.Hour)
				require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", remembered)).Code)
				m.Publish(next)
				start := time.Now()
				for remembers := 1; ; remembers++ {
					harness.Elapse(interval)
					if a.Serve(harness.BearerOf("/protected", remembered)).Code != http.StatusNoContent {
						break
					}
					require.Less(t, time.Since(start), ttl)
					require.Equal(t, remembers, a.Count(clerkhtmx.MetricVerifyCached))
				}
				for _, token := range []string{remembered, fresh} {
					res := a.Serve(harness.BearerOf("/protected", token))
					assert.Equal(t, http.StatusUnauthorized, res.Code)
					assert.Equal(t, "jwk-kid-mismatch", res.Header().Get("X-Clerk-Auth-Reason"))
				}
				assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", next.Token(time.Minute))).Code)
			})
		})
	}
}

// For the race detector, and for synctest, which wants no goroutine to be left.
func TestRotatingVerifyingAndClosingAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := harness.SigningKeys()
		m := inMemory(t, harness.NewInstance(keys...))
		a := m.newApp(t)
		tokens := make([]string, len(keys))
		for n, key := range keys {
			tokens[n] = key.Token(time.Hour)
		}
		var wg sync.WaitGroup
		for n := range 64 {
			wg.Go(func() {
				for round := range 20 {
					if n%8 == 0 {
						m.Publish(keys[round%len(keys)], keys[(round+n)%len(keys)])
					}
					status := a.Serve(harness.BearerOf("/protected", tokens[(n+round)%len(tokens)])).Code
					if status != http.StatusNoContent && status != http.StatusUnauthorized {
						t.Error(fmt.Sprint("status ", status))
					}
					harness.Elapse(time.Duration(n+1) * time.Second)
				}
				if err := a.Kit.Close(); err != nil {
					t.Error(err)
				}
				a.Serve(harness.BearerOf("/protected", tokens[n%len(tokens)])) // whatever it says now
			})
		}
		wg.Wait()
		assert.Positive(t, a.Count(clerkhtmx.MetricVerify))
		assert.Positive(t, a.Count(clerkhtmx.MetricVerifyCached))
		assert.Positive(t, m.Fetches.Load())
	})
}
