package clerkhtmx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

var errStalled = errors.New("no byte was sent or received within the time limit")

// lastWords is how long the browser has to take an answer after the time limit.
const lastWords = 5 * time.Second

// stallLimit gives an exchange up when no byte of a body has moved for so long, in
// either direction. Unlike a time-out it lets uploads and streams take their time.
type stallLimit struct {
	http.RoundTripper
	limit time.Duration
	// browser is the connection that the exchange is for.
	browser *http.ResponseController
}

func (t stallLimit) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	var mu sync.Mutex
	over := false
	timer := time.AfterFunc(t.limit, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over { // the connection is not the next request's yet
			cancel(errStalled)
			t.hangUp()
		}
	})
	moved := func() { timer.Reset(t.limit) }
	end := func() {
		mu.Lock()
		defer mu.Unlock()
		over = true // for good: of an upload, bytes may still move
		timer.Stop()
		cancel(nil)
	}

	r = r.WithContext(ctx)
	if r.Body != nil {
		r.Body = watchedBody{ReadCloser: r.Body, moved: moved, closed: func() {}}
	}
	res, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		end()
		return nil, err
	}
	moved()
	res.Body = watchedBody{ReadCloser: res.Body, moved: moved, closed: end}
	return res, nil
}

// hangUp ends reads and writes that wait for the browser: no context reaches them, and
// net/http cannot answer while an upload is being read. A server that knows no
// deadlines goes without.
func (t stallLimit) hangUp() {
	now := time.Now()
	_ = t.browser.SetReadDeadline(now)
	_ = t.browser.SetWriteDeadline(now.Add(lastWords))
}

// watchedBody tells when it is read and closed.
type watchedBody struct {
	io.ReadCloser
	moved, closed func()
}

func (b watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.moved()
	}
	return n, err
}

func (b watchedBody) Close() error {
	err := b.ReadCloser.Close()
	b.closed()
	return err
}
