package clerkhtmx

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/site"
)

// exchange is one request and its response. The kit serves it in the same way at each of its
// edges: echo.go for Echo, net_http.go for net/http.
type exchange struct {
	w http.ResponseWriter
	r *http.Request
	// echo is the request's context at the edge of Echo. It is nil at the edge of net/http.
	echo echo.Context
}

// admission is the decision of a middleware or guard on an exchange.
type admission struct {
	// exchange goes on to the next handler if admitted is set. Its request has the verdict in
	// its context.
	exchange
	admitted bool
	// wayOut reports that a guard admitted a request that does not meet its requirements,
	// because the route is one that people need to sign in.
	wayOut bool
	// attached is the verdict to detach when the exchange has been served. It is nil if
	// another middleware attached the verdict.
	attached *requestAuth
	// err is why the exchange is not admitted. It is nil if the response has been written.
	err error
}

// httpError is the error of a request that the kit cannot serve. At the edge of Echo it
// becomes an [*echo.HTTPError], so the application's HTTPErrorHandler answers it. At the edge
// of net/http it becomes a response in plain text.
type httpError struct {
	status int
	// message goes to the client. Default: the text of the status.
	message string
	// cause is for the application's log. It may be nil.
	cause error
}

// Error implements error.
func (e *httpError) Error() string {
	if e.cause != nil {
		return e.cause.Error()
	}
	return e.text()
}

// Unwrap returns the cause.
func (e *httpError) Unwrap() error { return e.cause }

func (e *httpError) text() string { return orDefault(e.message, http.StatusText(e.status)) }

// sentError is an error after the headers of the response, mostly of the connection. No other
// answer is possible, so it is for the application's log alone.
type sentError struct{ error }

// Unwrap returns the cause.
func (e sentError) Unwrap() error { return e.error }

// handler serves one of the kit's routes. Its error is nil if it has written the response.
type handler func(exchange) error

// authenticated has h serve the exchange with a verdict in its request.
func (k *Kit) authenticated(h handler) handler {
	return func(x exchange) error {
		a := k.admit(x)
		defer a.attached.detach()
		if !a.admitted {
			return a.err
		}
		return h(a.exchange)
	}
}

// sameOrigin refuses unsafe requests that another site's page makes.
func (k *Kit) sameOrigin(h handler) handler {
	return func(x exchange) error {
		if err := k.origin.Check(x.r); err != nil {
			return &httpError{status: http.StatusForbidden, cause: err}
		}
		return h(x)
	}
}

// route is the pattern that the router has found for the request, for a log.
func (x exchange) route() string {
	if x.echo != nil {
		return x.echo.Path()
	}
	return orDefault(x.r.Pattern, x.r.URL.Path)
}

// in returns the exchange as code with the context ctx sees it. Such code is below the handler,
// which may have added values to the context.
func (x exchange) in(ctx context.Context) exchange {
	if x.echo == nil {
		x.r = x.r.WithContext(ctx)
	}
	return x.now()
}

// now returns the exchange with the request that Echo's context has now: a handler or a [View]
// may have set another one.
func (x exchange) now() exchange {
	if x.echo == nil {
		return x
	}
	return fromEcho(x.echo)
}

// writeJSON answers with value in JSON.
func (x exchange) writeJSON(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return x.write(status, "application/json", append(body, '\n'))
}

// write answers with the body. Its error is a [sentError].
func (x exchange) write(status int, contentType string, body []byte) error {
	x.w.Header().Set("Content-Type", contentType)
	x.w.WriteHeader(status)
	if _, err := x.w.Write(body); err != nil {
		return sentError{err}
	}
	return nil
}

// redirect answers without a body, which only clients without redirects would show.
func (x exchange) redirect(status int, location string) {
	x.w.Header().Set("Location", location)
	x.w.WriteHeader(status)
}

func fromEcho(c echo.Context) exchange { return exchange{w: c.Response(), r: c.Request(), echo: c} }

// withRequest returns the exchange with another request, which the next handlers get.
func (x exchange) withRequest(r *http.Request) exchange {
	x.r = r
	if x.echo != nil {
		x.echo.SetRequest(r)
	}
	return x
}

// withResponse returns the exchange with the response, through which the next handlers write.
// It wraps the writer of Echo's own response, so that Echo knows what was written.
func (x exchange) withResponse(response *response) exchange {
	if x.echo == nil {
		response.ResponseWriter = x.w
		x.w = response
		return x
	}
	response.ResponseWriter = x.echo.Response().Writer
	x.echo.Response().Writer = response
	return x
}

// context is Echo's context for the functions of an application, such as [View]. At the edge
// of net/http it is made for the call, and has the request and the response alone.
func (k *Kit) context(x exchange) echo.Context {
	if x.echo != nil {
		return x.echo
	}
	return k.contexts.NewContext(x.r, x.w)
}

// refuseAsConfigured calls Config.Refuse.
func (k *Kit) refuseAsConfigured(x exchange, refusal Refusal) error {
	c := k.context(x)
	err := k.cfg.Refuse(c, refusal)
	if err != nil && c.Response().Committed {
		return sentError{err}
	}
	return err
}

// site is the application as the browser knows it.
func (k *Kit) site(x exchange) site.Site {
	scheme := k.forwardedScheme
	if x.echo != nil && x.echo.Echo() != nil && x.echo.Echo().SchemeExtractor != nil {
		scheme = x.echo.Echo().SchemeExtractor // the application's own
	}
	return k.sites.Of(x.r, scheme)
}

// ipExtractor is the application's own, in which it told Echo of its proxies. It is nil if the
// application has none.
func (x exchange) ipExtractor() echo.IPExtractor {
	if x.echo == nil {
		return nil
	}
	return x.echo.Echo().IPExtractor
}

// schemeExtractor is Echo's own, for the peers in TrustedProxies. Most requests have
// none of its headers; for them, the peer's address is not parsed.
func (c Config) schemeExtractor() echo.SchemeExtractor {
	extract := echo.ExtractSchemeFromHeaders(c.trustOptions()...)
	return func(r *http.Request) string {
		for _, name := range []string{
			echo.HeaderXForwardedProto, echo.HeaderXForwardedProtocol, echo.HeaderXForwardedSsl, echo.HeaderXUrlScheme,
		} {
			if len(r.Header[name]) > 0 {
				return extract(r)
			}
		}
		if r.TLS != nil {
			return "https"
		}
		return "http"
	}
}

// trustOptions returns Echo's options for TrustedProxies. It returns none for the default,
// because Echo then trusts the same peers as the kit: those on this machine and on private
// networks.
func (c Config) trustOptions() []echo.TrustOption {
	if c.TrustedProxies == nil {
		return nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range c.TrustedProxies {
		options = append(options, echo.TrustIPRange(ipNet(prefix)))
	}
	return options
}

// clientIP returns Echo's extractor of the client's IP address. It trusts the same peers as the
// rest of the kit.
func (c Config) clientIP() echo.IPExtractor { return echo.ExtractIPFromXFFHeader(c.trustOptions()...) }

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}
