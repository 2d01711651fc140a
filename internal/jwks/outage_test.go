package jwks_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

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
				for time.Since(down) < 59*time.Minute {
					start := time.Now()
					requireKey(t, s, "a")
					waited = max(waited, time.Since(start))
					elapse(time.Minute)
				}
				assert.Zero(t, waited, "nobody waits for what is known to be down")
				assert.Equal(t, 1, strings.Count(log.String(), "cannot fetch"), "logged once")
				assert.NotContains(t, log.String(), "sk_test_secret")

				elapse(2 * time.Minute)
				_, err := s.Key(t.Context(), "a")
				require.Error(t, err)
				require.NotErrorIs(t, err, sessiontoken.ErrKeyNotFound)
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

func TestAnOutageIsLookedAtEveryFiveSeconds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		outage   func(*api)
		attempts int64 // in a fetch
		duration time.Duration
	}{
		"an error at once": {func(a *api) { a.answer(http.StatusInternalServerError, "") }, 3, time.Second},
		"no answer":        {func(a *api) { a.slow(time.Hour) }, 1, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, a, _ := newSource(t)
				requireKey(t, s, "a")
				tt.outage(a)
				elapse(4 * time.Minute)
				before := a.fetches.Load()
				const period, tick = 10 * time.Minute, 100 * time.Millisecond
				for range period / tick {
					requireKey(t, s, "a")
					elapse(tick)
				}
				fetches := (a.fetches.Load() - before) / tt.attempts
				assert.LessOrEqual(t, fetches, int64(period/(5*time.Second)))
				assert.GreaterOrEqual(t, fetches, int64(period/(5*time.Second+tt.duration+tick)))
				elapse(time.Minute) // let go what is under way
			})
		})
	}
}

func TestEachOutageIsLoggedOnceWithItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, log := newSource(t)
		for outages := 1; outages <= 3; outages++ {
			a.answer(http.StatusInternalServerError, "")
			for range 20 {
				_, _ = s.Key(t.Context(), "a")
				elapse(time.Minute)
			}
			assert.Equal(t, outages, strings.Count(log.String(), "cannot fetch"))
			a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
			for range 20 {
				requireKey(t, s, "a")
				elapse(time.Minute)
			}
			assert.Equal(t, outages, strings.Count(log.String(), "keys again"))
		}
	})
}

func TestWithoutEverAKeyTheErrorSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		a.answer(http.StatusBadGateway, "")
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
		assert.EqualValues(t, 3, a.fetches.Load(), "tried three times")
		for range 100 {
			_, err = s.Key(t.Context(), "a")
			require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
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
		"429":                    {http.StatusTooManyRequests, "", 3, sessiontoken.ErrKeysUnavailable},
		"503":                    {http.StatusServiceUnavailable, "", 3, sessiontoken.ErrKeysUnavailable},
		"404":                    {http.StatusNotFound, "", 1, sessiontoken.ErrKeysUnavailable},
		"401, the key is wrong":  {http.StatusUnauthorized, `{"errors":[{"code":"clerk_key_invalid"}]}`, 1, sessiontoken.ErrSecretKeyInvalid},
		"401, for other reasons": {http.StatusUnauthorized, `{"errors":[{"code":"x"}]}`, 1, sessiontoken.ErrKeysUnavailable},
		"401, without reason":    {http.StatusUnauthorized, `no JSON`, 1, sessiontoken.ErrKeysUnavailable},
		"a body that is none":    {http.StatusOK, `no JSON`, 1, sessiontoken.ErrKeysUnavailable},
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

func TestAFetchTakesFiveSecondsAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a, _ := newSource(t)
		a.slow(time.Hour)
		start := time.Now()
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
		assert.LessOrEqual(t, time.Since(start), 5*time.Second)
	})
}
