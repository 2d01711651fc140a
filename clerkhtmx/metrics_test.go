package clerkhtmx_test

import (
	"expvar"
	"fmt"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	counts := &harness.Tally{Counts: map[string]int{}}
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.Metrics = counts })
	a.GET("/dashboard", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.Kit.Protect())

	token := "Bearer " + a.Token(a.Ada)
	a.Serve(harness.Get("/dashboard", "Authorization", token))
	a.Serve(harness.Get("/dashboard", "Authorization", token))
	a.Serve(harness.Get("/dashboard"))
	stale := harness.Get("/dashboard", "Sec-Fetch-Dest", "document")
	stale.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
	a.Serve(stale)

	assert.Equal(t, map[string]int{
		"keys-fetched ":  1,
		"verify ":        1,
		"verify-cached ": 1,
		"signed-out session-token-and-uat-missing":  1,
		"refusal session-token-and-uat-missing":     1,
		"handshake client-uat-but-no-session-token": 1,
	}, counts.Counts)
}

func TestAsManyTokensAreRememberedAsTheTokenCacheHasRoomFor(t *testing.T) {
	t.Parallel()
	const size = 4
	for name, tt := range map[string]struct{ users, verified int }{
		"as many users as its size": {size, size},
		"twice as many users":       {2 * size, 3 * 2 * size},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counts := &harness.Tally{Counts: map[string]int{}}
			a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.Metrics, cfg.TokenCacheSize = counts, size })
			a.GET("/dashboard", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.Kit.Protect())
			tokens := make([]string, tt.users)
			for i := range tokens {
				tokens[i] = a.Token(a.Clerk.CreateUser(clerktest.User{Email: fmt.Sprintf("%d@example.com", i)}))
			}
			for range 3 { // the users are in turn
				for _, token := range tokens {
					assert.Equal(t, http.StatusOK, a.Serve(harness.Get("/dashboard", "Authorization", "Bearer "+token)).Code)
				}
			}
			assert.Equal(t, tt.verified, counts.Counts["verify "])
		})
	}
}

func TestDebug(t *testing.T) {
	t.Parallel()
	a := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}))
	res := a.Serve(a.Clerk.SignedIn(harness.Get("/clerk/debug"), a.Ada))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Contains(t, res.Body.String(), "<dd>signed-in</dd>")
	assert.Contains(t, res.Body.String(), "__session")
	for _, cookie := range a.Clerk.SignedIn(harness.Get("/"), a.Ada).Cookies() {
		if len(cookie.Value) > 12 {
			assert.NotContains(t, res.Body.String(), cookie.Value, cookie.Name)
		}
	}
	assert.Contains(t, a.Serve(harness.Get("/clerk/debug")).Body.String(), "dev-browser-missing")

	production := harness.NewApp(t)
	assert.Equal(t, http.StatusNotFound, production.Serve(harness.Get("/clerk/debug")).Code)
}

// counters keeps counts in an expvar.Map.
type counters struct{ *expvar.Map }

func (c counters) Count(metric clerkhtmx.Metric, reason clerkhtmx.Reason) {
	c.Add(string(metric)+" "+string(reason), 1)
}

func ExampleMetrics() {
	cfg := harness.ValidConfig()
	cfg.Metrics = counters{new(expvar.Map).Init()}
	_, err := clerkhtmx.New(cfg)
	fmt.Println(err)
	// Output: <nil>
}
