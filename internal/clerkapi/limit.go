package clerkapi

import (
	"math"
	"sync"

	"golang.org/x/time/rate"
)

// Limit bounds the calls about credentials that are unknown, for each kind of them.
type Limit struct {
	// PerSecond is how many of the calls may fail in a second, in the long run. Twice
	// as many may fail at once.
	PerSecond float64
	// InFlight is how many of the calls may be in flight.
	InFlight int
}

// limiter enforces a Limit. It refuses calls beyond it at once; no call waits.
type limiter struct {
	inFlight int
	failures *rate.Limiter

	mu     sync.Mutex
	asking int // the calls in flight
}

func newLimiter(limit Limit) *limiter {
	burst := math.Min(math.Ceil(2*limit.PerSecond), math.MaxInt32)
	return &limiter{
		inFlight: limit.InFlight,
		failures: rate.NewLimiter(rate.Limit(limit.PerSecond), max(1, int(burst))),
	}
}

// enter reports whether a call may begin; then leave must follow. Calls in flight
// count as failed, so that many of them at a time do not overspend.
func (l *limiter) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asking >= l.inFlight || l.failures.Tokens() < float64(l.asking+1) {
		return false
	}
	l.asking++
	return true
}

// leave ends a call.
func (l *limiter) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asking--
}

// spend counts a call that failed.
func (l *limiter) spend() { l.failures.Allow() }
