package fakeclerk

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault makes matching requests slow, failing or both.
type Fault struct {
	// Pattern is "METHOD /path" or "/path", the path without the mount prefix. A star stands for one path segment, a slash
	// at the end for everything below: "POST /v1/client/sessions/*/tokens", "/v1/", "/api/v1/". The method is the one
	// meant, after clerk-js's _method override.
	Pattern string
	// Status is answered in the place of the real answer. 0 answers as usual, after Latency.
	Status int
	// Latency is added to Config.Latency.
	Latency time.Duration
	// Times is how many requests the fault hits before it heals by itself. 0: until Heal.
	Times int
	// RetryAfter is sent with Status, in seconds. Default: for 429, 10 s.
	RetryAfter time.Duration
}

// Inject adds a fault. Where several match a request, the one added last wins.
func (c *Clerk) Inject(f Fault) error { return c.faults.add(f) }

// Heal removes all faults.
func (c *Clerk) Heal() { c.faults.clear() }

type faults struct {
	mu    sync.Mutex
	rules []Fault
}

func (f *faults) add(fault Fault) error {
	_, pattern := splitPattern(fault.Pattern)
	if !strings.HasPrefix(pattern, "/") {
		return fmt.Errorf("fakeclerk: fault pattern %q: the path must start with a slash", fault.Pattern)
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("fakeclerk: fault pattern %q: %w", fault.Pattern, err)
	}
	if fault.Status == http.StatusTooManyRequests && fault.RetryAfter == 0 {
		fault.RetryAfter = rateWindow
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = append(f.rules, fault)
	return nil
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// match returns the zero Fault when nothing is wrong with the request.
func (f *faults) match(r *http.Request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range slices.Backward(f.rules) {
		if !matchPattern(fault.Pattern, r) {
			continue
		}
		if fault.Times > 0 {
			f.rules[i].Times--
			if f.rules[i].Times == 0 {
				f.rules = slices.Delete(f.rules, i, i+1)
			}
		}
		return fault
	}
	return Fault{}
}

func matchPattern(pattern string, r *http.Request) bool {
	method, pattern := splitPattern(pattern)
	if method != "" && method != r.Method {
		return false
	}
	if strings.HasSuffix(pattern, "/") && strings.HasPrefix(r.URL.Path, pattern) {
		return true
	}
	matched, err := path.Match(pattern, r.URL.Path)
	return err == nil && matched
}

func splitPattern(pattern string) (method, path string) {
	if method, path, ok := strings.Cut(pattern, " "); ok {
		return method, path
	}
	return "", pattern
}

func injectedError(status int) *apiError {
	code := "internal_clerk_error"
	switch status {
	case http.StatusUnauthorized:
		code = "authentication_invalid"
	case http.StatusNotFound:
		code = "resource_not_found"
	case http.StatusTooManyRequests:
		code = "too_many_requests"
	}
	return &apiError{status: status, code: code, message: fmt.Sprintf("Injected fault: %d.", status)}
}
