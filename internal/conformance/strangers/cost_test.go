package strangers_test

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

const hostile = 500

func TestStrangersCostClerkLittle(t *testing.T) {
	t.Parallel()
	fake := newFakeClerk(t)
	for name, s := range sieges() {
		for how, answer := range madeUpAnswers() {
			t.Run(name+" one after the other, "+how, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { s.oneAfterTheOther(t, besiege(t, fake, answer), how) })
			})
			t.Run(name+" at once, "+how, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { s.atOnce(t, besiege(t, fake, answer), how) })
			})
		}
	}
}

// expects is which answers strangers get.
func (s siege) expects(how string) []int {
	if how == "Clerk hangs" && slices.Contains(s.status, http.StatusUnauthorized) {
		return []int{http.StatusServiceUnavailable}
	}
	return s.status
}

func (s siege) oneAfterTheOther(t *testing.T, b *besieged, how string) {
	t.Helper()
	person, key := b.person(t), b.key(t)
	assertPrompt(t, b, key)
	start := time.Now()
	for n := range hostile {
		assert.Contains(t, s.expects(how), b.Serve(s.request(b, n)).Code)
		if n%50 == 0 {
			assertPrompt(t, b, person)
			assertPrompt(t, b, key)
		}
	}
	elapsed := time.Since(start)
	t.Logf("%d requests in %v: %d calls", hostile, elapsed.Round(time.Millisecond), b.asked)
	limit := int(math.Ceil(20 + 10*elapsed.Seconds()))
	switch {
	case s.calls == 0 && !s.distinct:
		assert.Zero(t, b.asked)
	case s.distinct, how == "Clerk hangs":
		assert.LessOrEqual(t, b.asked, limit)
	default:
		assert.LessOrEqual(t, b.asked, s.calls)
		assertPrompt(t, b, b.key(t))
	}
}

func (s siege) atOnce(t *testing.T, b *besieged, how string) {
	t.Helper()
	person, key := b.person(t), b.key(t)
	assertPrompt(t, b, key)
	start := time.Now()
	over := make(chan struct{})
	go func() {
		defer close(over)
		var serving sync.WaitGroup
		for n := range hostile {
			serving.Go(func() {
				assert.Contains(t, s.expects(how), b.Serve(s.request(b, n)).Code)
				assert.LessOrEqual(t, time.Since(start), 5*time.Second)
			})
		}
		serving.Wait()
	}()
	synctest.Wait()
	assertPrompt(t, b, person)
	if s.distinct {
		if fresh := b.Serve(b.key(t)); s.status[0] == http.StatusUnauthorized {
			assert.Equal(t, http.StatusServiceUnavailable, fresh.Code, "all places are taken")
			assert.NotEmpty(t, fresh.Header().Get("Retry-After"))
		} else {
			assert.Equal(t, http.StatusNoContent, fresh.Code, "credentials of another kind are in the way")
		}
	} else {
		assertPrompt(t, b, b.key(t))
	}
	assertPrompt(t, b, key)
	<-over
	t.Logf("%d requests in %v: %d calls, %d at a time", hostile, time.Since(start), b.asked, b.most)
	assert.LessOrEqual(t, b.most, 16)
	if s.distinct {
		assert.LessOrEqual(t, b.asked, 20)
	} else {
		assert.Equal(t, s.calls, b.asked)
	}
}

// assertPrompt: a request is let in, and waits for nothing but Clerk's own time.
func assertPrompt(t *testing.T, b *besieged, r *http.Request) {
	t.Helper()
	start := time.Now()
	assert.Equal(t, http.StatusNoContent, b.Serve(r).Code)
	want := clerkLatency
	if r.Header.Get("Authorization") == "" {
		want = 0
	}
	assert.LessOrEqual(t, time.Since(start), want)
}

func TestALimitOfTheApplicationsOwn(t *testing.T) {
	t.Parallel()
	fake := newFakeClerk(t)
	for name, tt := range map[string]struct {
		limit       clerkhtmx.BackendAPILimit
		calls, most int
	}{
		"the default":                 {clerkhtmx.BackendAPILimit{}, 20, 16},
		"one second":                  {clerkhtmx.BackendAPILimit{PerSecond: 1}, 2, 2},
		"a hundred in flight as well": {clerkhtmx.BackendAPILimit{PerSecond: 100, InFlight: 100}, 200, 100},
		"one in flight":               {clerkhtmx.BackendAPILimit{InFlight: 1}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := besiege(t, fake, madeUpAnswers()["Clerk refuses"], func(cfg *clerkhtmx.Config) { cfg.BackendAPILimit = tt.limit })
				var serving sync.WaitGroup
				for n := range hostile {
					serving.Go(func() { b.Serve(sieges()["API keys"].request(b, n)) })
				}
				serving.Wait()
				assert.Equal(t, tt.most, b.most)
				assert.LessOrEqual(t, b.asked, tt.calls)
			})
		})
	}
	for _, limit := range []clerkhtmx.BackendAPILimit{{PerSecond: -1}, {PerSecond: math.NaN()}, {PerSecond: math.Inf(1)}, {InFlight: -1}} {
		cfg := clerkhtmx.Config{PublishableKey: fake.PublishableKey(), SecretKey: fake.SecretKey(), BackendAPILimit: limit}
		_, err := clerkhtmx.New(cfg)
		require.ErrorContains(t, err, "Config.BackendAPILimit.")
	}
}

// The same over the network, as Clerk counts it.
func TestStrangersOverTheNetwork(t *testing.T) {
	t.Parallel()
	for path, requests := range map[string]func(n int) *http.Request{
		"/api/v1/clients/handshake_payload": func(n int) *http.Request {
			return navigation(fmt.Sprint("/whoami?__clerk_handshake_nonce=n", n))
		},
		"/api/v1/api_keys/verify":   func(n int) *http.Request { return harness.Get("/key", harness.Bearer(fmt.Sprint("ak_", n))...) },
		"/api/v1/m2m_tokens/verify": func(int) *http.Request { return harness.Get("/m2m", harness.Bearer("mt_1")...) },
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			a := harness.NewMachineApp(t)
			good := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}})
			require.Equal(t, http.StatusOK, a.Serve(harness.Get("/key", harness.Bearer(good.Token)...)).Code)
			a.Clerk.ForgetRequests()
			start := time.Now()
			var serving sync.WaitGroup
			for n := range hostile {
				serving.Go(func() { a.Serve(requests(n)) })
			}
			assert.Equal(t, http.StatusOK, a.Serve(harness.Get("/key", harness.Bearer(good.Token)...)).Code)
			serving.Wait()
			counts := map[string]int{}
			for _, r := range a.Clerk.Requests() {
				counts[r.Path]++
			}
			t.Logf("%d requests in %v: %v calls", hostile, time.Since(start), counts)
			assert.LessOrEqual(t, slices.Max(slices.Collect(maps.Values(counts))), 21+int(10*time.Since(start).Seconds())+1)
		})
	}
}

func TestWithoutASecretKeyStrangersCostClerkNothing(t *testing.T) {
	t.Parallel()
	fake := newFakeClerk(t)
	synctest.Test(t, func(t *testing.T) {
		b := besiege(t, fake, madeUpAnswers()["Clerk refuses"], func(cfg *clerkhtmx.Config) { cfg.SecretKey = "" })
		for name, s := range sieges() {
			res := b.Serve(s.request(b, 1))
			if reason := res.Header().Get("X-Clerk-Auth-Reason"); strings.HasPrefix(name, "refresh tokens") {
				assert.Equal(t, "session-token-expired-refresh-missing-api-client", reason)
			}
		}
		assert.Zero(t, b.asked)
	})
}
