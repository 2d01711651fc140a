package frontendapi_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// upstream is a Frontend API that writes down what it is asked.
type upstream struct {
	*httptest.Server
	// reached counts requests, also those that were given up on the way.
	reached atomic.Int32

	mu       sync.Mutex
	requests []receivedRequest
}

type receivedRequest struct {
	Method, URI, Host string
	Header            http.Header
	Body              int
}

// newUpstream answers with answer, or with an empty 200.
func newUpstream(t *testing.T, answer http.HandlerFunc) *upstream {
	t.Helper()
	u := &upstream{}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.reached.Add(1)
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return // the proxy has given the upload up
		}
		u.mu.Lock()
		u.requests = append(u.requests, receivedRequest{r.Method, r.RequestURI, r.Host, r.Header, int(n)})
		u.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(u.Close)
	return u
}

func (u *upstream) received() []receivedRequest {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.requests
}

// last is the one request that was received.
func (u *upstream) last(t *testing.T) receivedRequest {
	t.Helper()
	require.Len(t, u.received(), 1)
	return u.received()[0]
}

// proxyApp is an application that proxies an upstream.
type proxyApp struct {
	*httptest.Server
	echo *echo.Echo
	log  *harness.LockedBuffer
}

func newProxy(t *testing.T, u *upstream, change ...func(*clerkhtmx.Config)) *proxyApp {
	t.Helper()
	app := &proxyApp{echo: echo.New(), log: &harness.LockedBuffer{}}
	cfg := harness.ProxyConfig(u.URL)
	// Not http.DefaultTransport: each httptest server that closes, closes connections of that.
	cfg.HTTPClient = u.Client()
	cfg.Logger = slog.New(slog.NewTextHandler(app.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	app.echo.Logger.SetOutput(app.log)
	app.echo.Use(kit.Middleware())
	kit.Register(app.echo)
	app.Server = httptest.NewServer(app.echo)
	t.Cleanup(app.Close)
	return app
}

// proxyURL is the proxy's address.
func (p *proxyApp) proxyURL() string { return p.URL + "/__clerk" }

// answer is a response that has been read to its end.
type answer struct {
	StatusCode    int
	Header        http.Header
	ContentLength int64
	Body          string
}

func readAnswer(t *testing.T, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return answer{res.StatusCode, res.Header, res.ContentLength, string(body)}
}

// do sends a request with header lines given in pairs, and follows no redirect.
func (p *proxyApp) do(t *testing.T, method, path string, body io.Reader, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.URL+path, body)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	res, err := p.Client().Transport.RoundTrip(r)
	require.NoError(t, err)
	return readAnswer(t, res)
}

func (p *proxyApp) get(t *testing.T, path string, header ...string) answer {
	t.Helper()
	return p.do(t, http.MethodGet, path, nil, header...)
}

func requireProxyError(t *testing.T, res answer, status int, code string) {
	t.Helper()
	var body struct {
		Errors []struct{ Code, Message string }
	}
	require.Equal(t, status, res.StatusCode)
	require.NoError(t, json.Unmarshal([]byte(res.Body), &body))
	require.Len(t, body.Errors, 1)
	assert.Equal(t, code, body.Errors[0].Code)
	assert.NotEmpty(t, body.Errors[0].Message)
	assert.Equal(t, "no-store", res.Header.Get("Cache-Control"))
	assert.Equal(t, "application/json", res.Header.Get("Content-Type"))
}
