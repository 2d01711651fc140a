package clerkhtmx

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/isolate"
	"github.com/clerk-htmx/kit/internal/safeurl"
)

const (
	// maxProxiedBody is what a browser may upload: Clerk takes images of 10 MB.
	maxProxiedBody = 16 << 20
	// proxyStallLimit is how long an exchange may go without a byte.
	proxyStallLimit = 30 * time.Second
)

// frontendAPIHandler passes requests on to Clerk's Frontend API.
type frontendAPIHandler struct {
	kit       *Kit
	base      *url.URL
	transport http.RoundTripper
	clientIP  echo.IPExtractor
	errorLog  *log.Logger
}

func newFrontendAPIHandler(k *Kit) *frontendAPIHandler {
	return &frontendAPIHandler{
		kit:  k,
		base: k.cfg.FrontendAPIProxy.base(k.key),
		// The transport alone: a client would follow redirects, with the secret key.
		transport: k.cfg.HTTPClient.Transport,
		clientIP:  k.cfg.clientIP(),
		errorLog:  slog.NewLogLogger(k.cfg.Logger.Handler(), slog.LevelWarn),
	}
}

// exchange is one request on its way through the proxy.
type exchange struct {
	*frontendAPIHandler
	// target is the address at the Frontend API.
	target *url.URL
	// site is the application, as the browser knows it.
	site site
	// client is the browser's address, empty if unknown.
	client string
}

func (h *frontendAPIHandler) serve(c echo.Context) error {
	r := c.Request()
	target, ok := h.target(r.URL)
	if !ok {
		return proxyError(c, http.StatusBadRequest, "proxy_path_mismatch", "This is no path of the Frontend API.")
	}
	if r.ContentLength > maxProxiedBody {
		return proxyBodyTooLarge(c)
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxProxiedBody)

	x := exchange{frontendAPIHandler: h, target: target, site: h.kit.site(c), client: h.client(c)}
	var failure error
	limit := &stallLimit{
		RoundTripper: h.transport, limit: proxyStallLimit,
		browser: http.NewResponseController(c.Response()), logger: h.kit.cfg.Logger,
	}
	defer limit.end() // also when the application's transport or response writer panics
	proxy := httputil.ReverseProxy{
		Rewrite:        x.rewrite,
		ModifyResponse: x.modifyResponse,
		ErrorHandler:   func(_ http.ResponseWriter, _ *http.Request, err error) { failure = err },
		ErrorLog:       h.errorLog,
		Transport:      limit,
	}
	proxy.ServeHTTP(&finalResponse{Response: c.Response(), header: http.Header{}}, r)
	if failure != nil {
		return h.fail(c, failure)
	}
	return nil
}

// target appends the path below the proxy's to the base, as it is spelled. The host is
// the base's whatever the request says. It refuses dot segments, double slashes in
// front and the like: Clerk has no such paths, and a server that tidied
// "//evil.example/x" up would redirect the browser there.
func (h *frontendAPIHandler) target(u *url.URL) (*url.URL, bool) {
	escaped, below := cutPath(u.EscapedPath(), h.kit.cfg.FrontendAPIProxy.Path)
	escaped = orDefault(escaped, "/")
	path, err := url.PathUnescape(escaped)
	if err != nil || !below || !safeurl.IsLocalPath(escaped) {
		return nil, false
	}
	return &url.URL{
		Scheme: h.base.Scheme, Host: h.base.Host,
		Path: h.base.Path + path, RawPath: h.base.EscapedPath() + escaped, RawQuery: u.RawQuery,
	}, true
}

// client prefers what the application told Echo about its proxies.
func (h *frontendAPIHandler) client(c echo.Context) string {
	if extract := c.Echo().IPExtractor; extract != nil {
		return extract(c.Request())
	}
	return h.clientIP(c.Request())
}

// rewrite addresses the request to the Frontend API. ReverseProxy has removed
// hop-by-hop headers, and X-Forwarded-For, -Host and -Proto as they came in.
func (x exchange) rewrite(r *httputil.ProxyRequest) {
	out := r.Out
	out.URL, out.Host, out.Trailer = x.target, x.target.Host, nil
	// ReverseProxy puts upgrades and TE back. Expect is answered by our own server. The
	// others are further names for the client's address, which anybody can send.
	for _, name := range []string{
		"Connection", "Upgrade", "Te", "Expect",
		"X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip",
	} {
		out.Header.Del(name)
	}
	out.Header.Set("Accept-Encoding", "identity")
	out.Header.Set("Clerk-Proxy-Url", x.proxyURL())
	out.Header.Set("Clerk-Secret-Key", x.kit.cfg.SecretKey)
	out.Header.Set("X-Forwarded-Host", x.site.host)
	out.Header.Set("X-Forwarded-Proto", x.site.scheme)
	if x.client != "" {
		out.Header.Set("X-Forwarded-For", x.client)
	}
}

// proxyURL is the proxy's address as the browser knows it.
func (x exchange) proxyURL() string {
	return x.site.scheme + "://" + x.site.host + x.site.path(x.kit.cfg.FrontendAPIProxy.Path)
}

var errNoFinalStatus = errors.New("the answer has a status outside 200 to 599")

// modifyResponse sends the browser back through the proxy where Clerk redirects
// within the Frontend API. A redirect elsewhere, as to the page that a handshake
// started from, is the browser's to follow. A relative one that leads out of the
// base path is spelled out: it is not relative to the application.
func (x exchange) modifyResponse(res *http.Response) error {
	if res.StatusCode < 200 || res.StatusCode > 599 { // 101 Switching Protocols among them
		return errNoFinalStatus
	}
	// Headers that "Connection: close, X-Name" names are still there, as net/http takes
	// that line away. HTTP/2, which Clerk speaks, has none.
	res.Trailer = nil
	location, err := res.Location()
	if err != nil || !strings.EqualFold(location.Host, x.base.Host) {
		return nil //nolint:nilerr // no Location, or none that can be read
	}
	if rest, below := cutPath(location.EscapedPath(), x.base.EscapedPath()); below {
		suffix := url.URL{RawQuery: location.RawQuery, Fragment: location.Fragment, RawFragment: location.RawFragment}
		res.Header.Set(echo.HeaderLocation, x.proxyURL()+rest+suffix.String())
	} else {
		res.Header.Set(echo.HeaderLocation, location.String())
	}
	return nil
}

// fail answers in the place of Clerk. What went wrong is for the log.
func (h *frontendAPIHandler) fail(c echo.Context, err error) error {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return proxyBodyTooLarge(c)
	}
	level := slog.LevelWarn
	if errors.Is(c.Request().Context().Err(), context.Canceled) && !errors.Is(err, errStalled) {
		level = slog.LevelDebug // the browser has gone, and not because we hung up
	}
	h.kit.cfg.Logger.LogAttrs(c.Request().Context(), level, "clerkhtmx: Frontend API proxy", isolate.Attrs(err)...)
	return proxyError(c, http.StatusBadGateway, "proxy_request_failed", "Clerk's Frontend API cannot be reached.")
}

func proxyBodyTooLarge(c echo.Context) error {
	return proxyError(c, http.StatusRequestEntityTooLarge, "proxy_request_too_large", "The request is too large.")
}

// proxyError answers in the form that clerk-js reads:
//
//	{"errors": [{"code": "proxy_request_failed", "message": "…"}]}
func proxyError(c echo.Context, status int, code, message string) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(status, apiError{Errors: []apiErrorItem{{Code: code, Message: message}}})
}

// finalResponse holds back informational responses such as 103 Early Hints.
// echo.Response takes the first status for the last, and ReverseProxy empties the
// header after each, which holds what the application's middleware set.
type finalResponse struct {
	*echo.Response
	header http.Header
}

func (w *finalResponse) Header() http.Header { return w.header }

func (w *finalResponse) WriteHeader(status int) {
	if status < http.StatusOK {
		return
	}
	for name, values := range w.header {
		for _, value := range values {
			w.Response.Header().Add(name, value)
		}
	}
	if h := w.Response.Header(); h.Get(echo.HeaderContentType) == "" {
		h[echo.HeaderContentType] = nil // or net/http guesses one
	}
	w.Response.WriteHeader(status)
}

// FlushError sends what streams on its way, where that is possible. [echo.Response]
// panics where it is not, as within Echo's Timeout middleware, and ReverseProxy
// flushes on goroutines of its own, where a panic ends the process.
func (w *finalResponse) FlushError() error {
	return http.NewResponseController(w.Response.Writer).Flush()
}
