package keys_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// brokenMetrics is a sink that does not return when keys are counted.
type brokenMetrics struct {
	clerkhtmx.Metrics
	fail *atomic.Pointer[func()]
}

func (m brokenMetrics) Count(metric clerkhtmx.Metric, reason clerkhtmx.Reason) {
	if strings.HasPrefix(string(metric), "keys-") {
		(*m.fail.Load())()
	}
	m.Metrics.Count(metric, reason)
}

// A fetch of the keys runs on a goroutine of the kit, where a panic would end the process.
func TestApplicationCodeThatFailsDuringAFetchOfTheKeys(t *testing.T) {
	t.Parallel()
	breakPlace := map[string]func(*clerkhtmx.Config, *atomic.Pointer[func()]){
		"the transport": func(cfg *clerkhtmx.Config, fail *atomic.Pointer[func()]) {
			transport := cfg.HTTPClient.Transport
			cfg.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
				(*fail.Load())()
				return transport.RoundTrip(r)
			})}
		},
		"the metrics": func(cfg *clerkhtmx.Config, fail *atomic.Pointer[func()]) {
			cfg.Metrics = brokenMetrics{cfg.Metrics, fail}
		},
	}
	for place, breakIt := range breakPlace {
		for name, failure := range harness.Failures() {
			t.Run(name+" in "+place, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					key := harness.SigningKeys()[0]
					token := key.Token(2 * time.Hour)
					m := inMemory(t, harness.NewInstance(key))
					fail := &atomic.Pointer[func()]{}
					fail.Store(&failure)
					a := harness.NewKeysApp(t, m.url, m.client, func(cfg *clerkhtmx.Config) { breakIt(cfg, fail) })

					for range 3 {
						res := a.Serve(harness.BearerOf("/protected", token))
						assert.Equal(t, http.StatusServiceUnavailable, res.Code)
						assert.NotEmpty(t, res.Header().Get("Retry-After"))
						assertKeysUnavailable(t, res.Header())
					}
					assert.Equal(t, http.StatusOK, a.Serve(harness.Get("/whoami")).Code, "a request without a token needs no keys")
					assert.Equal(t, 1, a.Warnings())
					assert.Contains(t, a.Log.String(), "keys/panic_test.go", "the stack")
					assert.NotContains(t, a.Log.String(), "do-not-print-me")

					behave := func() {}
					fail.Store(&behave)
					harness.Elapse(5 * time.Second)
					assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)

					fail.Store(&failure)
					for range 30 {
						harness.Elapse(time.Minute)
						assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code, "old keys count")
					}
					synctest.Wait()
				})
			})
		}
	}
}

func TestALoggerThatPanicsDuringAFetchOfTheKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := harness.SigningKeys()[0]
		token := key.Token(time.Hour)
		m := inMemory(t, harness.NewInstance(key))
		var log *harness.PanickingLog
		a := harness.NewKeysApp(t, m.url, m.client, func(cfg *clerkhtmx.Config) {
			log = &harness.PanickingLog{Handler: cfg.Logger.Handler(), Level: slog.LevelInfo}
			cfg.Logger = slog.New(log)
		})
		m.AnswerWith(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		for range 3 {
			assert.Equal(t, http.StatusServiceUnavailable, a.Serve(harness.BearerOf("/protected", token)).Code)
			harness.Elapse(5 * time.Second)
		}
		log.Behaves.Store(true)
		assert.Equal(t, http.StatusServiceUnavailable, a.Serve(harness.BearerOf("/protected", token)).Code)
		assert.Equal(t, 1, a.Warnings())
		m.heal()
		harness.Elapse(5 * time.Second)
		assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
	})
}

// What panics while a request is served ends that request alone.
func TestMetricsThatPanicEndTheirOwnRequest(t *testing.T) {
	t.Parallel()
	key := harness.SigningKeys()[0]
	i := harness.NewInstance(key)
	api := httptest.NewServer(i)
	t.Cleanup(api.Close)
	a := harness.NewKeysApp(t, api.URL, nil, func(cfg *clerkhtmx.Config) { cfg.Metrics = picky{} })
	a.Pre(harness.QuietRecover())
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	status := func(header ...string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/whoami", nil)
		require.NoError(t, err)
		if header != nil {
			r.Header.Set(header[0], header[1])
		}
		res, err := server.Client().Transport.RoundTrip(r)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}
	for range 3 {
		assert.Equal(t, http.StatusInternalServerError, status())
		assert.Equal(t, http.StatusOK, status("Authorization", "Bearer "+key.Token(time.Hour)))
	}
}

// picky is a sink that does not like signed-out requests.
type picky struct{}

func (picky) Count(metric clerkhtmx.Metric, _ clerkhtmx.Reason) {
	if metric == clerkhtmx.MetricSignedOut {
		panic("the application is broken")
	}
}
