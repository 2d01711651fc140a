package clerkhtmx

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/site"
)

// exchange is one request and its response. The kit serves it in the same way at each of its
// edges: echo.go for Echo, net_http.go for net/http.
type exchange struct {
	w http.ResponseWriter
	r *http.Request
	// echo is the request's context at the edge of Echo. It is nil at the edge of net/http, except
	// below a function of the application that got a context made for the call.
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
	// attached is the verdict that this middleware put into the request. The edge detaches it
	// after the response. It is nil if another middleware put the verdict there.
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

func (e *httpError) text() string { return cmp.Or(e.message, http.StatusText(e.status)) }

// sentError is an error after the headers of the response, mostly of the connection. No other
// answer is possible, so it is for the application's log alone.
type sentError struct{ error }

// Unwrap returns the cause.
func (e sentError) Unwrap() error { return e.error }

// handler serves one of the kit's routes. Its error is nil if it has written the response.
type handler func(exchange) error

// authenticated returns a handler that authenticates the exchange and then calls h.
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
	return cmp.Or(x.r.Pattern, x.r.URL.Path)
}

// in returns the exchange with the context ctx, to which the handler may have added values.
func (x exchange) in(ctx context.Context) exchange {
	if x.echo == nil {
		x.r = x.r.WithContext(ctx)
	}
	return x.now()
}

// now returns the exchange with the request that Echo's context has now: a handler, a [View] or
// a Skipper may have set another one.
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

// redirect writes no body. Only clients that do not follow redirects would show one.
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

// ipExtractor returns the IPExtractor that the application set on its Echo. It is nil if the
// application set none.
func (x exchange) ipExtractor() echo.IPExtractor {
	if x.echo == nil {
		return nil
	}
	return x.echo.Echo().IPExtractor
}
