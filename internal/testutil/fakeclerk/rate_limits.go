package fakeclerk

import (
	"math"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// rateWindow is the time that Clerk's limits are for, and for which they block.
const rateWindow = 10 * time.Second

// rateLimited are the requests that Clerk limits for each address of a client, and how many a window allows
// (https://clerk.com/docs/guides/how-clerk-works/system-limits).
var rateLimited = []struct {
	pattern string
	allowed int
}{
	{"POST /v1/client/sign_ins", 5},
	{"POST /v1/client/sign_ups", 5},
	{"POST /v1/client/sign_ins/*/attempt_first_factor", 3},
	{"POST /v1/client/sign_ins/*/attempt_second_factor", 3},
	{"POST /v1/client/sign_ups/*/attempt_verification", 3},
}

// rateLimits counts requests.
type rateLimits struct {
	mu      sync.Mutex
	windows map[string]*rateWindowCount // by pattern and address
}

type rateWindowCount struct {
	ends  time.Time
	count int
}

// exceeded returns how long the client must wait, 0 if the request is within the limits.
func (l *rateLimits) exceeded(r *http.Request, now time.Time) time.Duration {
	for _, limit := range rateLimited {
		if !matchPattern(limit.pattern, r) {
			continue
		}
		address, _, _ := net.SplitHostPort(r.RemoteAddr)
		l.mu.Lock()
		defer l.mu.Unlock()
		window := l.windows[limit.pattern+" "+address]
		if window == nil || !now.Before(window.ends) {
			window = &rateWindowCount{ends: now.Add(rateWindow)}
			l.windows[limit.pattern+" "+address] = window
		}
		window.count++
		if window.count > limit.allowed {
			return window.ends.Sub(now)
		}
		return 0
	}
	return 0
}

// setRetryAfter rounds up: a client that waits as long may come again.
func setRetryAfter(h http.Header, wait time.Duration) {
	if wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
}
