package clerkhtmx

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// The edge of Echo turns Echo's contexts into exchanges, and the kit's decisions into Echo's.

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
// the kit's routes and the Frontend API below Config.ProxyURL. Only one that requires [SignedOut]
// does. Routes of the application below the pages are guarded like all others. The guard must come
// after routing, so it must not be in e.Pre.
//
// A guard accepts machine tokens only with [APIKey], [M2MToken] or [OAuthToken], and verifies
// them only then. A machine is refused in JSON, whatever its Accept header says.
func (k *Kit) Protect(requirements ...Requirement) echo.MiddlewareFunc {
	g := k.newGuard(requirements)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return serveEcho(g, c, next) }
	}
}

// serveEcho is a function and not a part of the closure in Protect, because Echo builds a
// route's middleware anew for each request.
func serveEcho(g *guard, c echo.Context, next echo.HandlerFunc) error {
	a := g.admit(fromEcho(c))
	defer a.attached.detach()
	if !a.admitted {
		return echoError(a.err)
	}
	if a.wayOut {
		// Echo's Static may come next. It opens the file that the wildcard names:
		// "/sign-in/report.html" would be "report.html".
		route := c.Path()
		c.SetPath(strings.TrimSuffix(route, "*"))
		defer c.SetPath(route)
	}
	return next(c)
}

// ContentSecurityPolicy sends the header Content-Security-Policy with each response. It makes a
// fresh nonce for each request, which [Page.Head] and the ready pages put on their tags, and which
// templates get from [Page.Nonce]. If Config.Nonce returns a nonce, that one is used. It goes
// before the other middlewares that answer requests, and after the one that sets the nonce of
// Config.Nonce:
//
//	e.Use(kit.ContentSecurityPolicy(clerkhtmx.CSP{}), kit.Middleware())
//
// The policy is added to those that a middleware before it has set: browsers then allow only
// what every policy allows. A handler that sets the header afterwards replaces the policy.
// Responses of Clerk's Frontend API below Config.ProxyURL keep the policy of Clerk.
//
// It panics if browsers would not know or would ignore a directive or source of the policy, or if
// the policy would stop what Clerk needs.
func (k *Kit) ContentSecurityPolicy(policy CSP) echo.MiddlewareFunc {
	headers := k.newCSPHeaders("ContentSecurityPolicy", policy)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			k.sendPolicy(fromEcho(c), headers)
			return next(c)
		}
	}
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
func (k *Kit) Page(c echo.Context) Page { return k.page(c.Request().Context(), fromEcho(c)) }

// echoError turns an *httpError into an *echo.HTTPError.
func echoError(err error) error {
	if sent, ok := errors.AsType[sentError](err); ok {
		return sent.error // Echo knows that it has sent the headers
	}
	failed, ok := errors.AsType[*httpError](err)
	switch {
	case !ok:
		return err
	case *failed == (httpError{status: http.StatusNotFound}):
		return echo.ErrNotFound // applications compare it
	default:
		return echo.NewHTTPError(failed.status, failed.text()).SetInternal(failed.cause)
	}
}

// isEchoRouteOf reports whether route is path, or a wildcard for everything below it.
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

// Register mounts the kit's routes:
//
//	POST {BasePath}/session          the browser reports a change of session
//	GET  {BasePath}/fragments/:name  a registered Fragment, its parameters as query values
//	GET  {BasePath}/partials/:name   a component, its props as query values
//	GET  {BasePath}/static/:name     clerkhtmx.js and clerkhtmx.css, also under names with a hash
//	GET  {BasePath}/debug            why the request was judged as it was; development instances only
//	GET  SignInURL, SignInURL/*      the ready sign-in page, if SignInURL is a path
//	GET  SignUpURL, SignUpURL/*      the ready sign-up page, if SignUpURL is a path
//	     FrontendAPIProxy.Path, …/*  Clerk's Frontend API, if the path is set
//
// A page of the application's own wins if it is registered for the same path
// afterwards. The routes authenticate by themselves; whether [Kit.Middleware] is
// mounted on e does not matter to them.
//
// It panics if another Kit has taken one of these paths on e: two Kits need two
// BasePaths and sign-in pages.
func (k *Kit) Register(e *echo.Echo) {
	k.requireFreePaths(e)
	for _, r := range k.routes() {
		e.Add(r.method, r.echoPath(), func(c echo.Context) error { return echoError(r.serve(fromEcho(c))) }).Name = routeName
	}
	k.mounted.Store(true)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.registeredOn[e] = struct{}{}
}

// routeName is the name of every route that a Kit mounts.
const routeName = "clerkhtmx"

// echoPath is the path of the route in Echo's syntax.
func (r route) echoPath() string {
	return strings.NewReplacer(oneSegment, ":name", anythingBelow, "/*").Replace(r.path)
}

// requireFreePaths panics if another Kit has taken a path on e. The router would
// replace that Kit's handlers in silence.
func (k *Kit) requireFreePaths(e *echo.Echo) {
	k.mu.RLock()
	_, again := k.registeredOn[e]
	k.mu.RUnlock()
	if again {
		return
	}
	taken := map[string]bool{}
	for _, r := range e.Routes() {
		taken[r.Method+" "+r.Path] = r.Name == routeName
	}
	for _, r := range k.routes() {
		if taken[r.method+" "+r.echoPath()] {
			panic(fmt.Sprintf("clerkhtmx: Kit.Register: another Kit has mounted %s on this Echo: "+
				"give each Kit its own Config.BasePath, SignInURL, SignUpURL and FrontendAPIProxy.Path", r.echoPath()))
		}
	}
}

// schemeExtractor returns Echo's, which trusts the peers in TrustedProxies. It does not parse the
// peer's address for requests without its headers, which are most.
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

// trustOptions are Echo's for TrustedProxies: none for the default, because Echo then trusts the
// same peers as the kit, those on this machine and on private networks.
func (c Config) trustOptions() []echo.TrustOption {
	if c.TrustedProxies == nil {
		return nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range c.TrustedProxies {
		network := net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
		options = append(options, echo.TrustIPRange(&network))
	}
	return options
}

// clientIP returns Echo's extractor of the client's IP address. It trusts the same peers as the
// rest of the kit.
func (c Config) clientIP() echo.IPExtractor { return echo.ExtractIPFromXFFHeader(c.trustOptions()...) }
