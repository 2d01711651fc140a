package clerkhtmx_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRepeatRequestAllocatesLittle(t *testing.T) {
	b := newBench(t)
	w := &discard{header: http.Header{}}
	allocations := func(r *http.Request) float64 {
		return testing.AllocsPerRun(500, func() {
			clear(w.header)
			b.app.ServeHTTP(w, r)
		})
	}
	assert.LessOrEqual(t, allocations(b.settled(t))-allocations(get("/noop")), 8.0)
}
