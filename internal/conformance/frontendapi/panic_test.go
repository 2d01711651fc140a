package frontendapi_test

import (
	"bufio"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

const proxiedRequest = "GET /__clerk/v1/client HTTP/1.1\r\nHost: app.example.com\r\n\r\n"

// A panic must not leave the time limit running: the connection is the next request's.
func TestFrontendAPIProxyEndsTheTimeLimitOfAnExchangeThatPanics(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		transport, write func()
	}{
		"the transport":       {transport: func() { panic("the application is broken") }},
		"the response writer": {transport: func() {}, write: func() { panic("the application is broken") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				p := newPipedProxy(t, func(r *http.Request) (*http.Response, error) {
					if calls++; calls == 1 {
						tt.transport()
					} else {
						<-time.After(25 * time.Second) // the limit of the first exchange falls into this
					}
					return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
				}, harness.QuietRecover(), func(next echo.HandlerFunc) echo.HandlerFunc {
					return func(c echo.Context) error {
						c.Response().Before(func() {
							if write := tt.write; calls == 1 && write != nil {
								tt.write = nil // the error's page is another matter
								write()
							}
						})
						return next(c)
					}
				})
				reader := bufio.NewReader(p)
				for _, status := range []int{http.StatusInternalServerError, http.StatusOK} {
					_, err := io.WriteString(p, proxiedRequest)
					require.NoError(t, err)
					res, err := http.ReadResponse(reader, nil)
					require.NoError(t, err)
					assert.Equal(t, status, readAnswer(t, res).StatusCode)
					harness.Elapse(10 * time.Second)
				}
			})
		})
	}
}

// brokenConnection is a response writer of the application's that knows deadlines badly.
type brokenConnection struct{ http.ResponseWriter }

func (brokenConnection) SetReadDeadline(time.Time) error { panic("the application is broken") }

// The time limit runs out on a goroutine of its own.
func TestFrontendAPIProxySurvivesAConnectionThatPanics(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]func(slog.Handler) slog.Handler{
		"with a logger":             func(h slog.Handler) slog.Handler { return h },
		"with a logger that panics": func(h slog.Handler) slog.Handler { return &harness.PanickingLog{Handler: h} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log harness.LockedBuffer
				u := harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				})
				cfg := harness.ProxyConfig("")
				cfg.HTTPClient = &http.Client{Transport: u}
				cfg.Logger = slog.New(handler(slog.NewTextHandler(&log, nil)))
				kit, err := clerkhtmx.New(cfg)
				require.NoError(t, err)
				e := echo.New()
				e.Use(harness.QuietRecover(), func(next echo.HandlerFunc) echo.HandlerFunc {
					return func(c echo.Context) error {
						c.Response().Writer = brokenConnection{c.Response().Writer}
						return next(c)
					}
				})
				kit.Register(e)
				start := time.Now()
				res := (&harness.App{Echo: e}).Serve(harness.Get("/__clerk/v1/client"))
				assert.GreaterOrEqual(t, res.Code, http.StatusInternalServerError)
				assert.Equal(t, 30*time.Second, time.Since(start))
				synctest.Wait()
				if name == "with a logger" {
					assert.Contains(t, log.String(), "cannot hang up")
					assert.Contains(t, log.String(), "frontendapi/panic_test.go", "with the stack")
				}
			})
		})
	}
}

// panickingBody is what a middleware may put around the body of an upload.
type panickingBody struct{ io.ReadCloser }

func (panickingBody) Read([]byte) (int, error) { panic("the application is broken") }

// net/http's transport reads the body of a request on a goroutine of its own.
func TestFrontendAPIProxySurvivesABodyThatPanics(t *testing.T) {
	t.Parallel()
	u := newUpstream(t, nil)
	p := newProxy(t, u)
	var behaves atomic.Bool
	p.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !behaves.Load() {
				c.Request().Body = panickingBody{c.Request().Body}
			}
			return next(c)
		}
	})
	upload := func() answer {
		return p.do(t, http.MethodPost, "/__clerk/v1/me/profile_image", strings.NewReader("an image"))
	}
	requireProxyError(t, upload(), http.StatusBadGateway, "proxy_request_failed")
	assert.Contains(t, p.log.String(), "panickingBody", "with the stack")
	behaves.Store(true)
	assert.Equal(t, http.StatusOK, upload().StatusCode)
	assert.Equal(t, len("an image"), u.last(t).Body)
}
