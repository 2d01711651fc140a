package clerkhtmx

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/static"
)

// Routes under Config.BasePath.
const (
	routeSession   = "/session"
	routeFragments = "/fragments/"
	routePartials  = "/partials/"
	routeStatic    = "/static/"
	routeDebug     = "/debug"
)

// Register mounts the kit's routes:
//
//	POST {BasePath}/session          the browser reports a change of session
//	GET  {BasePath}/fragments/:name  a registered Fragment
//	GET  {BasePath}/partials/:name   a component, its props as query values
//	GET  {BasePath}/static/:file     clerkhtmx.js and clerkhtmx.css
//	GET  {BasePath}/debug            why the request was judged as it was; development instances only
//	GET  SignInURL, SignInURL/*      the ready sign-in page, if SignInURL is a path
//	GET  SignUpURL, SignUpURL/*      the ready sign-up page, if SignUpURL is a path
//	     FrontendAPIProxy.Path, …/*  Clerk's Frontend API, if the path is set
//
// A page of the application's own wins if it is registered for the same path
// afterwards. The routes authenticate by themselves; whether [Kit.Middleware] is
// mounted on e does not matter to them.
func (k *Kit) Register(e *echo.Echo) {
	g := e.Group(k.cfg.BasePath)
	g.GET(routeStatic+":file", echo.WrapHandler(http.StripPrefix(k.cfg.BasePath+routeStatic, static.Handler())))

	authenticated := k.Middleware()
	g.POST(routeSession, k.serveSession, k.sameOrigin, authenticated)
	g.GET(routeFragments+":name", k.serveFragment, authenticated)
	g.GET(routePartials+":name", k.servePartial, authenticated)
	if !k.key.Live() {
		g.GET(routeDebug, k.serveDebug, authenticated)
	}
	k.registerPage(e, k.cfg.SignInURL, k.serveSignIn)
	k.registerPage(e, k.cfg.SignUpURL, k.serveSignUp)
	k.registerFrontendAPIProxy(e)
}

// registerPage mounts a ready page with the paths below it, which Clerk's own
// routing uses for its steps.
func (k *Kit) registerPage(e *echo.Echo, path string, handler echo.HandlerFunc) {
	if !safeurl.IsLocalPath(path) { // unset, or somebody else's page
		return
	}
	path = strings.TrimRight(path, "/")
	e.GET(path, handler, k.Middleware())
	e.GET(path+"/*", handler, k.Middleware())
}

// sameOrigin refuses unsafe requests that another site's page makes.
func (k *Kit) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := k.origin.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		return next(c)
	}
}

// serveSession answers the browser's report of a change. The report itself says
// nothing: the middleware has looked at the cookies, run the hooks and renewed the
// state cookie.
func (k *Kit) serveSession(c echo.Context) error {
	ra := requestAuthFrom(c.Request().Context())
	ra.consulted.Store(true)
	switch {
	case ra.state.keysUnavailable:
		return k.refuse(c, ra, verdictUnavailable, nil)
	case ra.state.stale:
		return k.refuse(c, ra, verdictStale, nil)
	}
	return c.NoContent(http.StatusNoContent)
}
