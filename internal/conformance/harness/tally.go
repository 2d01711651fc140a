package harness

import (
	"sync"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// Tally is a Metrics that counts.
type Tally struct {
	mu sync.Mutex
	// Counts has the metric's name, a space and the reason as its keys. It must be made. Read it when no request is under way.
	Counts map[string]int
}

// Count adds one.
func (t *Tally) Count(metric clerkhtmx.Metric, reason clerkhtmx.Reason) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Counts[string(metric)+" "+string(reason)]++
}

// Of returns how often the metric was counted without a reason.
func (t *Tally) Of(metric clerkhtmx.Metric) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.Counts[string(metric)+" "]
}
