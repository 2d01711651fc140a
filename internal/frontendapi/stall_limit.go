package frontendapi

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/clerk-htmx/kit/internal/isolate"
)

var errStalled = errors.New("no byte was sent or received within the time limit")

// lastWords is how long the browser has to receive an answer after the time limit.
const lastWords = 5 * time.Second

// stallLimit is the transport of one exchange. It gives the exchange up when no byte of
// a body has moved within the limit, in either direction. Unlike a time-out it lets uploads
// and streams take their time.
type stallLimit struct {
	http.RoundTripper
	limit time.Duration
	// browser is the connection that the exchange is for.
	browser *http.ResponseController
	logger  *slog.Logger

	timer  *time.Timer
	cancel context.CancelCauseFunc

	mu   sync.Mutex
	over bool
}

func (t *stallLimit) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	t.cancel = cancel
	t.timer = time.AfterFunc(t.limit, t.giveUp)

	r = r.WithContext(ctx)
	if r.Body != nil {
		r.Body = uploadBody{ReadCloser: r.Body, moved: t.moved}
	}
	res, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		t.end()
		return nil, err
	}
	t.moved()
	res.Body = watchedBody{ReadCloser: res.Body, moved: t.moved, closed: t.end}
	return res, nil
}

func (t *stallLimit) moved() { t.timer.Reset(t.limit) }

// end is called when the exchange is over, for whatever reason. The connection may then serve
// the next request.
func (t *stallLimit) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true // for good, because bytes of an upload may still arrive
	if t.timer != nil {
		t.timer.Stop()
		t.cancel(nil)
	}
}

func (t *stallLimit) giveUp() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	t.cancel(errStalled)
	// The application's middleware may have wrapped the connection. On this goroutine of
	// the timer, a panic of the connection or of the logger would end the process.
	if err := isolate.Call(t.hangUp); err != nil {
		_ = isolate.Call(func() error {
			t.logger.LogAttrs(context.Background(), slog.LevelError, "clerkhtmx: Frontend API proxy: cannot hang up", isolate.Attrs(err)...)
			return nil
		})
	}
}

// hangUp ends reads and writes that wait for the browser. A context does not reach them, and
// net/http cannot answer while an upload is being read. On a server without deadlines it has no
// effect.
func (t *stallLimit) hangUp() error {
	now := time.Now()
	_ = t.browser.SetReadDeadline(now)
	_ = t.browser.SetWriteDeadline(now.Add(lastWords))
	return nil
}

// watchedBody calls moved when bytes are read, and closed when it is closed.
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

// uploadBody is the body of the browser's request. The application's middleware may have
// wrapped it, and net/http's transport reads it on a goroutine of its own, where a panic
// would end the process.
type uploadBody struct {
	io.ReadCloser
	moved func()
}

func (b uploadBody) Read(p []byte) (n int, err error) {
	err = isolate.Call(func() (err error) {
		n, err = b.ReadCloser.Read(p)
		return err
	})
	if n > 0 {
		b.moved()
	}
	return n, err
}

func (b uploadBody) Close() error { return isolate.Call(b.ReadCloser.Close) }
