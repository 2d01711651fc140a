package fakeclerk_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	tokens := "/v1/client/sessions/" + d.session + "/tokens"

	require.NoError(t, d.fake.Inject(fakeclerk.Fault{Pattern: "POST /v1/client/sessions/*/tokens", Status: 500}))
	assert.Nil(t, d.post(tokens).refused(500, "internal_clerk_error").json().(map[string]any)["meta"], "a 5xx carries no client")
	d.get("/v1/client").ok()
	require.NoError(t, d.fake.Inject(fakeclerk.Fault{Pattern: "DELETE /v1/client/sessions", Status: 429}))
	d.delete("/v1/client/sessions").refused(429, "too_many_requests")
	d.fake.Heal()
	d.post(tokens).ok()

	require.NoError(t, d.fake.Inject(fakeclerk.Fault{Pattern: "/v1/", Status: 401, Times: 2}))
	d.get("/v1/client").refused(401, "authentication_invalid")
	d.get("/.well-known/jwks.json").ok()
	d.get("/v1/environment").refused(401, "authentication_invalid")
	d.get("/v1/client").ok()

	for _, pattern := range []string{"v1", "GET", "GET v1", "/v1/["} {
		require.Error(t, d.fake.Inject(fakeclerk.Fault{Pattern: pattern, Status: 500}), pattern)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	fake := newFake(t, fakeclerk.Config{Latency: time.Hour})
	require.NoError(t, fake.Inject(fakeclerk.Fault{Pattern: "/v1/jwks", Latency: time.Minute}))
	synctest.Test(t, func(t *testing.T) {
		for path, want := range map[string]time.Duration{"/v1/environment": time.Hour, "/v1/jwks": time.Hour + time.Minute} {
			started := time.Now()
			req := httptest.NewRequest(http.MethodGet, path, nil)
			req.RemoteAddr = "127.0.0.1:1"
			rec := httptest.NewRecorder()
			fake.ServeHTTP(rec, req)
			assert.Equal(t, http.StatusOK, rec.Code)
			assert.Equal(t, want, time.Since(started))
		}
	})
}
