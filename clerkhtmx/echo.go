package clerkhtmx

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// The edge of Echo: what Echo passes in becomes an exchange, and what the kit decides becomes
// Echo's.

// Middleware authenticates every request from Clerk's cookies or a Bearer token and puts the
// [Auth] into its context. It does not reject requests; [Kit.Protect] does. A document request
// whose cookies are out of date is redirected through Clerk's handshake and comes back with
// fresh cookies.
//
//	e.Use(kit.Middleware())
func (k *Kit) Middleware() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			a := k.admit(fromEcho(c))
			defer a.attached.detach()
			if !a.admitted {
				return echoError(a.err)
			}
			return next(c)
		}
	}
}

// Protect lets a request through only if it meets every requirement. Without requirements, the
// request must be signed in.
//
//	e.GET("/dashboard", dashboard, kit.Protect())
//	admin := e.Group("/admin", kit.Protect(clerkhtmx.Role("org:admin")))
//
// A signed-out request is sent to the sign-in page, which leads back: by a redirect for a
// document and by HX-Redirect for htmx. An API client gets a 401. A request without the
// required role or permission gets a 403. While Clerk's keys are unavailable, the answer is 503
// with Retry-After.
//
// A guard for the whole site, e.Use(kit.Middleware(), kit.Protect()), does not guard the routes
// that people need to sign in: the sign-in and sign-up pages with the steps of Clerk's forms,
// the kit's routes and the Frontend API below Config.ProxyURL. The same holds for any other
// guard before them, unless it requires [SignedOut]. Routes of the application below the pages
// are guarded like all others. The guard must come after routing, so it must not be in e.Pre.
//
// A guard accepts machine tokens only with [APIKey], [M2MToken] or [OAuthToken], and verifies
// them only then. A machine is refused in JSON, whatever its Accept header says.
func (k *Kit) Protect(requirements ...Requirement) echo.MiddlewareFunc {
	g := k.newGuard(requirements)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return serveEcho(g, c, next) }
	}
}

// serveEcho is not part of the closure in Protect, because Echo builds a route's middleware
// anew for each request.
func serveEcho(g *guard, c echo.Context, next echo.HandlerFunc) error {
	a := g.admit(fromEcho(c))
	defer a.attached.detach()
	if !a.admitted {
		return echoError(a.err)
	}
	if a.wayOut {
		// Echo's Static, which may come after this guard, takes what a wildcard stands for as
		// the name of the file: "/sign-in/report.html" would be "report.html".
		route := c.Path()
		c.SetPath(strings.TrimSuffix(route, "*"))
		defer c.SetPath(route)
	}
	return next(c)
}

// From returns the Auth that the innermost [Kit.Middleware] gave the request. Without a
// Middleware it is signed out. Programs with several Kits use [Kit.Auth].
//
// Calling From marks the response as personal: unless the handler says otherwise, the response
// has Cache-Control: private, no-store and a Vary on the headers that the verdict depends on.
// Code that only logs uses [Peek].
func From(c echo.Context) Auth { return FromContext(c.Request().Context()) }

// Auth returns the Auth that this Kit gave the request. It is signed out if only other
// Kits have judged the request. Like [From], it marks the response as personal.
func (k *Kit) Auth(c echo.Context) Auth { return k.authFromContext(c.Request().Context()) }

// Page returns the kit for a template. The response becomes personal, as with
// [From]. It needs [Kit.Middleware] on its route, and [Kit.Register] for script and fragments.
func (k *Kit) Page(c echo.Context) Page { return k.page(fromEcho(c)) }

func fromEcho(c echo.Context) exchange { return exchange{w: c.Response(), r: c.Request(), echo: c} }

// echoError turns an error of the kit's into Echo's.
func echoError(err error) error {
	if failed, ok := errors.AsType[*httpError](err); ok {
		return echo.NewHTTPError(failed.status, failed.text()).SetInternal(failed.cause)
	}
	return err
}

// isEchoRouteOf reports whether route is that of path, or a wildcard for everything below it.
func isEchoRouteOf(route, path string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(route, "*"), path)
	return ok && (rest == "" || rest == "/")
}

// isOwnEchoRoute recognizes the routes below BasePath that Register mounts.
func (k *Kit) isOwnEchoRoute(route string) bool {
	below, ok := strings.CutPrefix(route, k.cfg.BasePath)
	if !ok {
		return false
	}
	switch below {
	case routeSession, routeFragments + ":name", routePartials + ":name", routeStatic + ":name":
		return true
	case routeDebug:
		return !k.key.Live()
	default:
		return false
	}
}

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

// schemeExtractor is the application's own, nil if it has none.
func (x exchange) schemeExtractor() echo.SchemeExtractor {
	if x.echo == nil || x.echo.Echo() == nil {
		return nil
	}
	return x.echo.Echo().SchemeExtractor
}

// ipExtractor is the application's own, in which it told Echo of its proxies. It is nil if the
// application has none.
func (x exchange) ipExtractor() echo.IPExtractor {
	if x.echo == nil {
		return nil
	}
	return x.echo.Echo().IPExtractor
}
