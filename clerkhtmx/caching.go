package clerkhtmx

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
)

// setCacheHeaders sets the headers for caches if the response sets cookies or depends on the
// Auth.
func (r *response) setCacheHeaders() {
	switch {
	case r.setsCookies.Load():
		r.auth.kit.secret(r.Header())
	case r.auth.consulted.Load():
		r.auth.kit.personal(r.Header())
	}
}

// setCookie sets a cookie of the kit's own.
func (k *Kit) setCookie(x exchange, ra *requestAuth, cookie *http.Cookie) {
	http.SetCookie(x.w, cookie)
	ra.response.setsCookies.Store(true)
}

// varyOn lists the request headers that the verdict can depend on.
const (
	varyOn         = "Cookie, Authorization, HX-Request, Sec-Fetch-Dest, Sec-Fetch-Mode"
	privateNoStore = "private, no-store"
)

// personal keeps a response out of caches and off the Back button of the next person, unless
// the handler chose its own Cache-Control. In the common case, responses share the slices of
// the Kit. These have no spare capacity, so appending to them copies.
func (k *Kit) personal(header http.Header) {
	if len(header["Cache-Control"]) == 0 {
		header["Cache-Control"] = k.privateNoStore
	}
	if vary := header["Vary"]; len(vary) == 0 {
		header["Vary"] = k.varyOn
	} else if !slices.Contains(vary, varyOn) {
		header.Add("Vary", varyOn)
	}
}

// secret keeps a response that sets cookies out of every cache, even if the handler allows
// caching. A cached response would sign other people in.
func (k *Kit) secret(header http.Header) {
	for name := range header {
		if overridesCacheControl(name) {
			delete(header, name)
		}
	}
	header["Cache-Control"] = k.privateNoStore
	k.personal(header)
}

// overridesCacheControl reports whether caches in front of the application obey the
// header of this name instead of Cache-Control: CDN-Cache-Control (RFC 9213) and its vendors'
// variants, Surrogate-Control, and nginx's X-Accel-Expires.
func overridesCacheControl(name string) bool {
	return strings.HasSuffix(name, "Cdn-Cache-Control") || name == "Surrogate-Control" || name == "X-Accel-Expires" || name == "Expires"
}

// response sets the headers for caches right before the headers are sent, after the handler has
// set its own. It covers every way to send them. Echo's Response.Before misses a flush and
// direct writes to the Writer.
type response struct {
	http.ResponseWriter

	// auth is the verdict of the Middleware.
	auth *requestAuth
	sent bool
	// setsCookies reports whether the kit sets a cookie in the response.
	setsCookies atomic.Bool
}

func (r *response) beforeHeaders() {
	if !r.sent {
		r.sent = true
		r.setCacheHeaders()
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

// ReadFrom implements [io.ReaderFrom], with which net/http sends files without copying them.
func (r *response) ReadFrom(src io.Reader) (int64, error) {
	r.beforeHeaders()
	return io.Copy(r.ResponseWriter, src)
}

// FlushError is what [http.ResponseController] looks for.
func (r *response) FlushError() error {
	r.beforeHeaders()
	err := http.NewResponseController(r.ResponseWriter).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		r.sent = false // as in an http.TimeoutHandler, whose headers wait for the handler's end
	}
	return err
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
