package fakeclerk

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// maxBody bounds every request body. Clerk's own forms are a few hundred bytes.
const maxBody = 1 << 20

// ServeHTTP answers a request of this machine; all others get 403.
func (c *Clerk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !fromThisMachine(r) {
		http.Error(w, "fakeclerk: a test double, it answers on loopback only", http.StatusForbidden)
		return
	}
	r = normalize(c.withoutPrefix(r))
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	c.serve(rec, r)
	c.log.add(record(r, rec.status, c.now()))
	c.cfg.Logger.LogAttrs(r.Context(), slog.LevelDebug, "fake clerk",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.status))
}

func (c *Clerk) serve(w http.ResponseWriter, r *http.Request) {
	c.allowOrigin(w, r)
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if refused := c.refuseOtherSite(r); refused != nil {
		c.answerOtherSite(w, r, refused)
		return
	}
	fault := c.faults.match(r)
	if !wait(r, c.cfg.Latency+fault.Latency) {
		return
	}
	if fault.Status != 0 {
		setRetryAfter(w.Header(), fault.RetryAfter)
		writeError(w, injectedError(fault.Status), nil)
		return
	}
	if c.cfg.RateLimits {
		if wait := c.limits.exceeded(r, c.now()); wait > 0 {
			setRetryAfter(w.Header(), wait)
			writeError(w, tooManyRequests(), nil)
			return
		}
	}
	if strings.HasPrefix(r.URL.Path, "/v1/") && !c.allowsOrigin(r) {
		writeError(w, originInvalid(), nil)
		return
	}
	c.mux.ServeHTTP(w, r)
}

func (c *Clerk) routes() *http.ServeMux {
	mux := http.NewServeMux()
	c.frontendRoutes(mux)
	c.backendRoutes(mux)
	mux.HandleFunc("GET /npm/@clerk/{package}/{path...}", c.servePackage)
	mux.HandleFunc("GET /img/{name}", c.serveAvatar)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { writeError(w, notFound(r.Method+" "+r.URL.Path), nil) })
	return mux
}

// fromThisMachine also refuses what a proxy on this machine forwards for somebody else: a fake that was deployed by
// mistake stays shut behind its load balancer too.
func fromThisMachine(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !isLoopback(host) {
		return false
	}
	for _, forwarded := range r.Header.Values("X-Forwarded-For") {
		for address := range strings.SplitSeq(forwarded, ",") {
			if !isLoopback(strings.TrimSpace(address)) {
				return false
			}
		}
	}
	return true
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// withoutPrefix takes Config.Prefix off the path, for applications that mount the fake without http.StripPrefix.
func (c *Clerk) withoutPrefix(r *http.Request) *http.Request {
	path, found := strings.CutPrefix(r.URL.Path, c.cfg.Prefix+"/")
	if c.cfg.Prefix == "" || !found {
		return r
	}
	r = r.Clone(r.Context())
	r.URL.Path = "/" + path
	r.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, c.cfg.Prefix)
	return r
}

// normalize undoes two habits of clerk-js: it sends every write as POST with ?_method=, which spares it a preflight, and
// ends some paths with a slash.
func normalize(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		r.URL.Path, r.URL.RawPath = strings.TrimSuffix(r.URL.Path, "/"), ""
	}
	if r.Method != http.MethodPost {
		return r
	}
	switch method := r.URL.Query().Get("_method"); method {
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
		r.Method = method
	}
	return r
}

// wait reports false when the caller went away first.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (w *statusRecorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
