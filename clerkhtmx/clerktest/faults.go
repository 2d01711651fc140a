package clerktest

import (
	"net/url"
	"time"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// Fault makes matching requests slow, failing or both.
type Fault struct {
	// Pattern is "METHOD /path" or "/path". A star stands for one path segment, a slash at the end for everything below:
	// "POST /v1/client/sessions/*/tokens", "/v1/" (the Frontend API), "/api/v1/" (the Backend API).
	Pattern string
	// Status is answered in the place of the real answer. 0 answers as usual, after Latency.
	Status int
	// Latency is added to Config.Latency.
	Latency time.Duration
	// Times is the number of requests that the fault applies to. 0 means all until Heal.
	Times int
	// RetryAfter is the Retry-After of an answer with Status. Default: for 429, 10 s.
	RetryAfter time.Duration
}

// Request is one request that the instance got.
type Request struct {
	Time   time.Time
	Method string // after clerk-js's _method override
	Path   string
	Status int
	Origin string
	Values url.Values // parameters that cannot be secret: ids, intents, names
}

// Fail makes requests that match the pattern (see [Fault]) fail with a status until Heal.
func (c *Clerk) Fail(pattern string, status int) {
	c.check(c.fake.Inject(fakeclerk.Fault{Pattern: pattern, Status: status}))
}

// Inject adds a fault. If several faults match a request, the last one counts.
func (c *Clerk) Inject(f Fault) { c.check(c.fake.Inject(fakeclerk.Fault(f))) }

// Heal removes all faults.
func (c *Clerk) Heal() { c.fake.Heal() }

// RotateKeys replaces the signing key. Tokens signed before stop verifying once the application reads the new key set.
func (c *Clerk) RotateKeys() { c.check(c.fake.RotateKeys()) }

// SetTokenTTL changes the life of tokens signed from now on.
func (c *Clerk) SetTokenTTL(ttl time.Duration) { c.fake.SetTokenTTL(ttl) }

// Requests returns the requests that the instance got so far, the oldest first.
func (c *Clerk) Requests() []Request {
	logged := c.fake.Requests()
	requests := make([]Request, len(logged))
	for i, r := range logged {
		requests[i] = Request(r)
	}
	return requests
}

// ForgetRequests empties the log of requests.
func (c *Clerk) ForgetRequests() { c.fake.ForgetRequests() }
