package fakeclerk

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// maxRequests bounds the log of a fake that runs for days; the oldest entries go first.
const maxRequests = 10_000

// Request is one logged request.
type Request struct {
	Time   time.Time
	Method string // after clerk-js's _method override
	Path   string // without the mount prefix
	Status int
	Origin string
	// Values holds the parameters, of query and form, that cannot be secret: ids, intents, names. No password, code,
	// token or cookie is kept.
	Values url.Values
}

// Requests returns the requests that the instance got so far, the oldest first.
func (c *Clerk) Requests() []Request { return c.log.all() }

// ForgetRequests empties the log.
func (c *Clerk) ForgetRequests() { c.log.clear() }

type requestLog struct {
	mu       sync.Mutex
	requests []Request
}

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.requests) >= maxRequests {
		l.requests = slices.Delete(l.requests, 0, maxRequests/2)
	}
	l.requests = append(l.requests, r)
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.requests)
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = nil
}

// record takes the form only if a handler parsed it.
func record(r *http.Request, status int, now time.Time) Request {
	query := r.URL.Query()
	values := url.Values{}
	for _, name := range []string{
		"strategy", "intent", "tab_state", "active_organization_id", "organization_id", "role", "name", "slug", "status",
		"first_name", "last_name", "format", "suffixed_cookies", "user_id", "limit", "offset",
		"__clerk_hs_reason", "_clerk_session_id",
	} {
		if v, ok := r.PostForm[name]; ok {
			values[name] = v
		} else if v, ok := query[name]; ok {
			values[name] = v
		}
	}
	return Request{
		Time: now, Method: r.Method, Path: r.URL.Path, Status: status, Origin: r.Header.Get("Origin"), Values: values,
	}
}
