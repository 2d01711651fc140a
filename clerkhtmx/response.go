package clerkhtmx

import (
	"bufio"
	"net"
	"net/http"
)

// response sets the headers for caches right before the headers are sent, after the handler has
// set its own. It covers every way to send them. Echo's Response.Before misses a flush and
// direct writes to the Writer.
type response struct {
	http.ResponseWriter

	auth *requestAuth
	sent bool
}

func (r *response) beforeHeaders() {
	if !r.sent {
		r.sent = true
		r.auth.setCacheHeaders(r.Header())
	}
}

// WriteHeader implements [http.ResponseWriter].
func (r *response) WriteHeader(status int) {
	if status >= http.StatusOK { // others come before the response
		r.beforeHeaders()
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (r *response) Write(b []byte) (int, error) {
	r.beforeHeaders()
	return r.ResponseWriter.Write(b)
}

// FlushError is what [http.ResponseController] looks for.
func (r *response) FlushError() error {
	r.beforeHeaders()
	return http.NewResponseController(r.ResponseWriter).Flush()
}

// Flush implements [http.Flusher].
func (r *response) Flush() { _ = r.FlushError() }

// Hijack implements [http.Hijacker].
func (r *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Push implements [http.Pusher].
func (r *response) Push(target string, opts *http.PushOptions) error {
	if pusher, ok := r.ResponseWriter.(http.Pusher); ok {
		return pusher.Push(target, opts)
	}
	return http.ErrNotSupported
}

// Unwrap is what [http.ResponseController] looks for.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }
