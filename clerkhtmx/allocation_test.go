package clerkhtmx_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// Allocations do not depend on the machine, so they are judged with every test.
func TestAllocations(t *testing.T) {
	const runs = 200
	b := newBench(t)
	cold := b.cold(t, runs+1) // AllocsPerRun warms up with one
	w := &discard{header: http.Header{}}
	allocations := func(requests ...*http.Request) float64 {
		i := 0
		return testing.AllocsPerRun(runs, func() {
			clear(w.header)
			b.app.ServeHTTP(w, requests[i%len(requests)])
			i++
		})
	}
	noop := allocations(harness.Get("/noop"))
	garbage := strings.Repeat("a.b", 2700)
	for name, tt := range map[string]struct {
		requests []*http.Request
		most     float64 // beside those of a route without the kit
	}{
		"a token seen before":             {[]*http.Request{b.settled(t)}, 3},
		"a token seen for the first time": {cold, 26},
		"garbage, on a public page":       {[]*http.Request{harness.Get("/public", "Authorization", "Bearer "+garbage)}, 5},
	} {
		assert.LessOrEqual(t, allocations(tt.requests...)-noop, tt.most, name)
	}
}

func TestAllocationsOfVerifyToken(t *testing.T) {
	b := newBench(t)
	token := strings.TrimPrefix(b.cold(t, 1)[0].Header.Get("Authorization"), "Bearer ")
	kit := b.kit(t)
	allocations := testing.AllocsPerRun(200, func() {
		if _, err := kit.VerifyToken(t.Context(), token); err != nil {
			t.Error(err)
		}
	})
	assert.LessOrEqual(t, allocations, 1.0, "a token seen before")
}

func TestAllocationsOfAFragmentInAPage(t *testing.T) {
	a := harness.NewPageApp(t)
	allocations := map[string]float64{}
	a.GET("/measure", func(c echo.Context) error {
		page := a.Kit.Page(c)
		for name, params := range map[string][]any{"without parameters": nil, "with one": {"id", "42"}} {
			allocations[name] = testing.AllocsPerRun(200, func() {
				if _, err := page.Fragment("account", params...); err != nil {
					t.Error(err)
				}
			})
		}
		return c.NoContent(http.StatusNoContent)
	})
	a.Serve(a.Clerk.SignedIn(harness.Get("/measure"), a.Ada))
	assert.NotEmpty(t, allocations)
	assert.LessOrEqual(t, allocations["without parameters"], 45.0)
	assert.LessOrEqual(t, allocations["with one"], 65.0)
}

func TestAllocationsOfAPage(t *testing.T) {
	for name, tt := range map[string]struct {
		fragments int
		most      int64
	}{
		// 10 and 110; the race detector adds some.
		"the head":                   {0, 20},
		"the head and ten fragments": {10, 150},
	} {
		f := newBench(t)
		result := testing.Benchmark(func(b *testing.B) { f.page(b, tt.fragments) }) //nolint:thelper // a benchmark
		assert.LessOrEqual(t, result.AllocsPerOp(), tt.most, name)
		assert.Positive(t, result.N, name)
	}
}
