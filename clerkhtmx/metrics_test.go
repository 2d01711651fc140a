package clerkhtmx_test

import (
	"expvar"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// tally is a Metrics.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) Count(metric clerkhtmx.Metric, reason clerkhtmx.Reason) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[string(metric)+" "+string(reason)]++
}

// of is how often a metric was counted without a reason.
func (t *tally) of(metric clerkhtmx.Metric) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[string(metric)+" "]
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	counts := &tally{counts: map[string]int{}}
	a := newApp(t, func(cfg *clerkhtmx.Config) { cfg.Metrics = counts })
	a.GET("/dashboard", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.kit.Protect())

	token := "Bearer " + a.token(a.ada)
	a.serve(get("/dashboard", "Authorization", token))
	a.serve(get("/dashboard", "Authorization", token))
	a.serve(get("/dashboard"))
	stale := get("/dashboard", "Sec-Fetch-Dest", "document")
	stale.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
	a.serve(stale)

	assert.Equal(t, map[string]int{
		"keys-fetched ":  1,
		"verify ":        1,
		"verify-cached ": 1,
		"signed-out session-token-and-uat-missing":  1,
		"refusal session-token-and-uat-missing":     1,
		"handshake client-uat-but-no-session-token": 1,
	}, counts.counts)
}

func TestDebug(t *testing.T) {
	t.Parallel()
	a := newAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}))
	res := a.serve(a.clerk.SignedIn(get("/clerk/debug"), a.ada))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Contains(t, res.Body.String(), "<dd>signed-in</dd>")
	assert.Contains(t, res.Body.String(), "__session")
	for _, cookie := range a.clerk.SignedIn(get("/"), a.ada).Cookies() {
		if len(cookie.Value) > 12 {
			assert.NotContains(t, res.Body.String(), cookie.Value, cookie.Name)
		}
	}
	assert.Contains(t, a.serve(get("/clerk/debug")).Body.String(), "dev-browser-missing")

	production := newApp(t)
	assert.Equal(t, http.StatusNotFound, production.serve(get("/clerk/debug")).Code)
}

// counters keeps counts in an expvar.Map.
type counters struct{ *expvar.Map }

func (c counters) Count(metric clerkhtmx.Metric, reason clerkhtmx.Reason) {
	c.Add(string(metric)+" "+string(reason), 1)
}

func ExampleMetrics() {
	cfg := validConfig()
	cfg.Metrics = counters{new(expvar.Map).Init()}
	_, err := clerkhtmx.New(cfg)
	fmt.Println(err)
	// Output: <nil>
}
