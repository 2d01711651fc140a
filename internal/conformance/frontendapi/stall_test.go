package frontendapi_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// pipedProxy is a browser's connection to an application that proxies clerk. It must be made in a synctest bubble.
type pipedProxy struct {
	net.Conn
	// ended hears of each request that the handler has returned from.
	ended chan struct{}
	log   *harness.LockedBuffer
}

func newPipedProxy(t *testing.T, clerk harness.RoundTripper, middleware ...echo.MiddlewareFunc) pipedProxy {
	t.Helper()
	p := pipedProxy{ended: make(chan struct{}, 2), log: &harness.LockedBuffer{}}
	cfg := harness.ProxyConfig("")
	cfg.HTTPClient = &http.Client{Transport: clerk}
	cfg.Logger = slog.New(slog.NewTextHandler(p.log, nil))
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	e := echo.New()
	e.Use(middleware...)
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			defer func() { p.ended <- struct{}{} }()
			return next(c)
		}
	})
	kit.Register(e)
	listener := harness.NewPipeListener()
	server := &http.Server{Handler: e}
	go func() { _ = server.Serve(listener) }()
	p.Conn, err = listener.Dial(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = p.Close()
		_ = server.Close()
	})
	return p
}

// requireEnd waits for the handler to return, and not for ever.
func (p pipedProxy) requireEnd(t *testing.T) {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(time.Hour):
		require.NoError(t, p.Close()) // or the bubble never ends
		require.Fail(t, "the handler hangs")
	}
}

// requireBadGateway reads the answer and returns when it came.
func (p pipedProxy) requireBadGateway(t *testing.T, start time.Time) time.Duration {
	t.Helper()
	answers := make(chan *http.Response, 1)
	go func() {
		defer close(answers)
		res, err := http.ReadResponse(bufio.NewReader(p), nil) //nolint:bodyclose // whoever gets it reads and closes it
		if err == nil {
			answers <- res
		}
	}()
	select {
	case res := <-answers:
		require.NotNil(t, res, "the connection was closed without an answer")
		after := time.Since(start)
		requireProxyError(t, readAnswer(t, res), http.StatusBadGateway, "proxy_request_failed")
		return after
	case <-time.After(time.Hour):
		require.NoError(t, p.Close()) // or the bubble never ends
		require.Fail(t, "no answer")
		return 0
	}
}

// takesUpload answers when it has read the whole body.
func takesUpload(r *http.Request) (*http.Response, error) {
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, r.Body)
		done <- err
	}()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case err := <-done:
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, err
	}
}

func TestFrontendAPIProxyGivesUpAnUploadThatStalls(t *testing.T) {
	t.Parallel()
	for _, length := range []string{"Content-Length: 100\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipedProxy(t, takesUpload)
			start := time.Now()
			_, err := fmt.Fprintf(p, "POST /__clerk/v1/me/profile_image HTTP/1.1\r\nHost: app.example.com\r\n%s", length)
			require.NoError(t, err)
			assert.Equal(t, 30*time.Second, p.requireBadGateway(t, start))
			p.requireEnd(t)
			assert.Contains(t, p.log.String(), "level=WARN")
		})
	}
}

func TestFrontendAPIProxyGivesUpAClerkThatIsSilent(t *testing.T) {
	t.Parallel()
	for _, request := range []string{"GET", "POST"} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipedProxy(t, func(r *http.Request) (*http.Response, error) {
				if r.Body != nil {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			start := time.Now()
			_, err := fmt.Fprintf(p, "%s /__clerk/v1/client HTTP/1.1\r\nHost: app.example.com\r\n", request)
			require.NoError(t, err)
			end := "\r\n"
			if request == http.MethodPost {
				end = "Content-Length: 5\r\n\r\nhello"
			}
			_, err = io.WriteString(p, end)
			require.NoError(t, err)
			assert.Equal(t, 30*time.Second, p.requireBadGateway(t, start))
			assert.Contains(t, p.log.String(), "level=WARN", "the browser is still there")
		})
	}
}

func TestFrontendAPIProxyGivesUpABrowserThatReadsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		closed := make(chan struct{})
		p := newPipedProxy(t, func(r *http.Request) (*http.Response, error) {
			body := closer{io.LimitReader(zeros{}, 1<<20), func() { close(closed) }}
			return &http.Response{StatusCode: http.StatusOK, ContentLength: 1 << 20, Body: body, Request: r}, nil
		})
		start := time.Now()
		_, err := io.WriteString(p, "GET /__clerk/npm/x.js HTTP/1.1\r\nHost: app.example.com\r\n\r\n")
		require.NoError(t, err)
		p.requireEnd(t)
		assert.Equal(t, 35*time.Second, time.Since(start))
		<-closed
	})
}

// The server takes the deadlines back: a connection that is kept serves the next request in peace.
func TestFrontendAPIProxyLeavesTheConnectionToTheNextRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		p := newPipedProxy(t, func(r *http.Request) (*http.Response, error) {
			if calls++; calls == 1 {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			<-time.After(20 * time.Second) // longer than the time for an answer after the limit
			return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
		})
		const request = "GET /__clerk/v1/client HTTP/1.1\r\nHost: app.example.com\r\n\r\n"
		reader := bufio.NewReader(p)
		for _, status := range []int{http.StatusBadGateway, http.StatusNoContent} {
			_, err := io.WriteString(p, request)
			require.NoError(t, err)
			res, err := http.ReadResponse(reader, nil)
			require.NoError(t, err)
			assert.Equal(t, status, readAnswer(t, res).StatusCode)
		}
	})
}

// closer is a body that tells when it is closed.
type closer struct {
	io.Reader
	closed func()
}

func (c closer) Close() error {
	c.closed()
	return nil
}
