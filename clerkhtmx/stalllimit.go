package clerkhtmx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

var errStalled = errors.New("no byte was sent or received within the time limit")

// stallLimit gives an exchange up when no byte of a body has moved for so long, in
// either direction. Unlike a time-out it lets uploads and streams take their time.
type stallLimit struct {
	http.RoundTripper
	limit time.Duration
}

func (t stallLimit) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	timer := time.AfterFunc(t.limit, func() { cancel(errStalled) })
	moved := func() { timer.Reset(t.limit) }
	end := func() {
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
