package jwks_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/jwks"
)

var (
	keyA = sync.OnceValue(newKey)
	keyB = sync.OnceValue(newKey)
)

func newKey() *rsa.PublicKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return &key.PublicKey
}

type jwk map[string]any

func newJWK(kid string, key *rsa.PublicKey) jwk {
	encode := base64.RawURLEncoding.EncodeToString
	return jwk{
		"kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
		"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
	}
}

func keySet(t testing.TB, keys ...jwk) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"keys": keys})
	require.NoError(t, err)
	return string(body)
}

// api is Clerk's Backend API, reached without a network, so that time can stand
// still. What it answers can change at any time.
type api struct {
	mu      sync.Mutex
	status  int
	body    string
	err     error
	latency time.Duration
	fetches atomic.Int64
}

func (a *api) answer(status int, body string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status, a.body, a.err = status, body, nil
}

func (a *api) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

func (a *api) slow(latency time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.latency = latency
}

func (a *api) RoundTrip(r *http.Request) (*http.Response, error) {
	a.fetches.Add(1)
	a.mu.Lock()
	status, body, err, latency := a.status, a.body, a.err, a.latency
	a.mu.Unlock()
	select {
	case <-time.After(latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// newSource makes an API with one key, "a", and a Source that asks it.
func newSource(t *testing.T) (*jwks.Source, *api, *bytes.Buffer) {
	t.Helper()
	a := &api{latency: 10 * time.Millisecond}
	a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
	var log bytes.Buffer
	return jwks.New(jwks.Config{
		URL:        "https://api.clerk.test/v1/jwks",
		SecretKey:  "sk_test_secret",
		HTTPClient: &http.Client{Transport: a},
		Logger:     slog.New(slog.NewTextHandler(&log, nil)),
	}), a, &log
}

func requireKey(t *testing.T, s *jwks.Source, kid string) *rsa.PublicKey {
	t.Helper()
	key, err := s.Key(t.Context(), kid)
	require.NoError(t, err)
	require.NotNil(t, key)
	return key
}

// elapse lets time pass in a synctest bubble, where that takes none.
func elapse(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the bubble moves by it
}

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
				require.ErrorIs(t, err, authn.ErrKeyNotFound)
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
		require.ErrorIs(t, err, authn.ErrKeyNotFound)
		assert.EqualValues(t, 2, a.fetches.Load())
	})
}

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
				if !errors.Is(err, authn.ErrKeyNotFound) {
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
	require.ErrorIs(t, err, authn.ErrKeyNotFound)
	assert.Zero(t, a.fetches.Load())
}

func TestOldKeysCountForAnHourWhenClerkIsDown(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]func(*api){
		"status 500":  func(a *api) { a.answer(http.StatusInternalServerError, "") },
		"no network":  func(a *api) { a.fail(errors.New("connection reset")) },
		"no answer":   func(a *api) { a.slow(time.Hour) },
		"HTML":        func(a *api) { a.answer(http.StatusOK, "<html>") },
		"no keys":     func(a *api) { a.answer(http.StatusOK, `{"keys":[]}`) },
		"10 000 keys": func(a *api) { a.answer(http.StatusOK, `{"keys":[`+strings.Repeat(`{},`, 9999)+`{}]}`) },
		"100 MiB":     func(a *api) { a.answer(http.StatusOK, strings.Repeat(" ", 2<<20)) },
		"key refused": func(a *api) { a.answer(http.StatusUnauthorized, `{"errors":[{"code":"clerk_key_invalid"}]}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, a, log := newSource(t)
				requireKey(t, s, "a")
				outage(a)
				down := time.Now()
				var waited time.Duration
				before := a.fetches.Load()
				for time.Since(down) < 59*time.Minute {
					start := time.Now()
					requireKey(t, s, "a")
					waited = max(waited, time.Since(start))
					elapse(10 * time.Second)
				}
				assert.Zero(t, waited, "nobody waits for what is known to be down")
				fetches := a.fetches.Load() - before
				assert.LessOrEqual(t, fetches, int64(3*59*60/10), "three attempts for each request that may fetch")
				assert.Equal(t, 1, strings.Count(log.String(), "cannot fetch"), "logged once")
				assert.NotContains(t, log.String(), "sk_test_secret")

				elapse(2 * time.Minute)
				_, err := s.Key(t.Context(), "a")
				require.Error(t, err)
				require.NotErrorIs(t, err, authn.ErrKeyNotFound)
				assert.NotContains(t, err.Error(), "sk_test_secret")

				a.slow(0)
				a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
				elapse(time.Minute)
				requireKey(t, s, "a")
				assert.Equal(t, 1, strings.Count(log.String(), "keys again"))
				elapse(time.Hour) // let go what is under way
			})
		})
	}
}

func TestWithoutEverAKeyTheErrorSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		a.answer(http.StatusBadGateway, "")
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, authn.ErrKeysUnavailable)
		assert.EqualValues(t, 3, a.fetches.Load(), "tried three times")
		for range 100 {
			_, err = s.Key(t.Context(), "a")
			require.ErrorIs(t, err, authn.ErrKeysUnavailable)
		}
		assert.EqualValues(t, 3, a.fetches.Load(), "then backs off")
		a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
		elapse(5 * time.Second)
		requireKey(t, s, "a")
	})
}

func TestWhatIsRetried(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status  int
		body    string
		fetches int64
		want    error
	}{
		"429":                    {http.StatusTooManyRequests, "", 3, authn.ErrKeysUnavailable},
		"503":                    {http.StatusServiceUnavailable, "", 3, authn.ErrKeysUnavailable},
		"404":                    {http.StatusNotFound, "", 1, authn.ErrKeysUnavailable},
		"401, the key is wrong":  {http.StatusUnauthorized, `{"errors":[{"code":"clerk_key_invalid"}]}`, 1, authn.ErrSecretKeyInvalid},
		"401, for other reasons": {http.StatusUnauthorized, `{"errors":[{"code":"x"}]}`, 1, authn.ErrKeysUnavailable},
		"401, without reason":    {http.StatusUnauthorized, `no JSON`, 1, authn.ErrKeysUnavailable},
		"a body that is none":    {http.StatusOK, `no JSON`, 1, authn.ErrKeysUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, a, _ := newSource(t)
				a.answer(tt.status, tt.body)
				_, err := s.Key(t.Context(), "a")
				require.ErrorIs(t, err, tt.want)
				assert.Equal(t, tt.fetches, a.fetches.Load())
			})
		})
	}
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
		require.ErrorIs(t, err, authn.ErrKeysUnavailable)
		assert.Equal(t, time.Millisecond, time.Since(start))
		wg.Wait()
		assert.EqualValues(t, 1, a.fetches.Load())
	})
}

func TestAFetchTakesFiveSecondsAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		a.slow(time.Hour)
		start := time.Now()
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, authn.ErrKeysUnavailable)
		assert.LessOrEqual(t, time.Since(start), 5*time.Second)
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
					if _, err := s.Key(t.Context(), fmt.Sprint("r", j)); err != nil && !errors.Is(err, authn.ErrKeyNotFound) {
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
