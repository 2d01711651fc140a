package frontendapi

import (
	"log"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

const (
	// maxBody is what a browser may upload: Clerk takes images of 10 MB.
	maxBody = 16 << 20
	// stallTime is how long an exchange may go without a byte.
	stallTime = 30 * time.Second
)

// Config says which requests a Proxy passes on, and where to.
type Config struct {
	// Path is that of the proxy in the application, such as "/__clerk".
	Path string
	// Base is the Frontend API. It must have a host.
	Base *url.URL
	// SecretKey tells Clerk whose proxy this is.
	SecretKey string
	// Transport makes the requests. Unlike a client, it does not follow redirects, which would
	// take the secret key along. Default nil: [http.DefaultTransport].
	Transport http.RoundTripper
	// Logger is told of failures.
	Logger *slog.Logger
}

// Proxy passes requests on to Clerk's Frontend API.
type Proxy struct {
	Config

	errorLog *log.Logger
}

// New makes a Proxy.
func New(cfg Config) *Proxy {
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport
	}
	return &Proxy{cfg, slog.NewLogLogger(cfg.Logger.Handler(), slog.LevelWarn)}
}

// Browser is the other end of an exchange. Only the application knows which proxies in
// front of it to believe.
type Browser struct {
	// Scheme, Host and Prefix are the application's in the address bar. Prefix is the path
	// that a proxy removed, such as "/app", or empty.
	Scheme, Host, Prefix string
	// Address is the browser's IP address, empty if unknown.
	Address string
}

// For returns the handler of requests from this browser. It answers 400 for a path that is
// not one of the Frontend API, 413 for a body over 16 MiB, and 502 if Clerk cannot be
// reached or no byte has moved for 30 s.
func (p *Proxy) For(browser Browser) http.Handler { return exchange{p, browser} }

// exchange is one request on its way through the proxy.
type exchange struct {
	*Proxy

	browser Browser
}

// ServeHTTP implements [http.Handler].
func (x exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	target, ok := x.target(r.URL)
	if !ok {
		writeError(w, http.StatusBadRequest, "proxy_path_mismatch", "This is no path of the Frontend API.")
		return
	}
	if r.ContentLength > maxBody {
		writeBodyTooLarge(w)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)

	var failure error
	limit := &stallLimit{
		RoundTripper: x.Transport, limit: stallTime,
		browser: http.NewResponseController(w), logger: x.Logger,
	}
	defer limit.end() // also when the application's transport or response writer panics
	proxy := httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { x.rewrite(r, target) },
		ModifyResponse: x.modifyResponse,
		ErrorHandler:   func(_ http.ResponseWriter, _ *http.Request, err error) { failure = err },
		ErrorLog:       x.errorLog,
		Transport:      limit,
	}
	proxy.ServeHTTP(&finalResponse{ResponseWriter: w, header: http.Header{}}, r)
	if failure != nil {
		x.fail(w, r, failure)
	}
}

// target appends the path below the proxy's to the base, as it is spelled. The host is always
// that of the base. It refuses dot segments, double slashes in front and the like: Clerk has no
// such paths, and a server that normalizes "//evil.example/x" would redirect the browser there.
func (p *Proxy) target(u *url.URL) (*url.URL, bool) {
	escaped, below := safeurl.CutPath(u.EscapedPath(), p.Path)
	if escaped == "" {
		escaped = "/"
	}
	path, err := url.PathUnescape(escaped)
	if err != nil || !below || !safeurl.IsLocalPath(escaped) {
		return nil, false
	}
	return &url.URL{
		Scheme: p.Base.Scheme, Host: p.Base.Host,
		Path: p.Base.Path + path, RawPath: p.Base.EscapedPath() + escaped, RawQuery: u.RawQuery,
	}, true
}
