package clerkhtmx

import (
	"fmt"
	"net/http"

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
//
// It panics if another Kit has taken one of these paths on e: two Kits need two
// BasePaths and sign-in pages.
func (k *Kit) Register(e *echo.Echo) {
	k.requireFreePaths(e)
	for _, r := range k.routes() {
		e.Add(r.method, r.path, r.handler, r.middleware...).Name = routeName
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.registeredOn[e] = struct{}{}
}

// route is one of the kit's routes.
type route struct {
	method, path string
	handler      echo.HandlerFunc
	middleware   []echo.MiddlewareFunc
}

// routeName marks the routes of Kits among those of an application.
const routeName = "clerkhtmx"

func (k *Kit) routes() []route {
	authenticated := k.Middleware()
	base := k.cfg.BasePath
	assets := echo.WrapHandler(http.StripPrefix(base+routeStatic, static.Handler()))
	routes := []route{
		{http.MethodGet, base + routeStatic + ":file", assets, nil},
		{http.MethodPost, base + routeSession, k.serveSession, []echo.MiddlewareFunc{k.sameOrigin, authenticated}},
		{http.MethodGet, base + routeFragments + ":name", k.serveFragment, []echo.MiddlewareFunc{authenticated}},
		{http.MethodGet, base + routePartials + ":name", k.servePartial, []echo.MiddlewareFunc{authenticated}},
	}
	if !k.key.Live() {
		routes = append(routes, route{http.MethodGet, base + routeDebug, k.serveDebug, []echo.MiddlewareFunc{authenticated}})
	}
	routes = append(routes, k.pageRoutes(k.cfg.SignInURL, k.serveSignIn)...)
	routes = append(routes, k.pageRoutes(k.cfg.SignUpURL, k.serveSignUp)...)
	return append(routes, k.frontendAPIProxyRoutes()...)
}

// pageRoutes returns the routes of a ready page and of the paths below it, which Clerk's own
// routing uses for its steps. It returns none if the page is unset or on another site.
func (k *Kit) pageRoutes(path string, handler echo.HandlerFunc) []route {
	path, ok := pagePath(path)
	if !ok {
		return nil
	}
	middleware := []echo.MiddlewareFunc{k.Middleware()}
	return []route{{http.MethodGet, path, handler, middleware}, {http.MethodGet, path + "/*", handler, middleware}}
}

// pagePath is the path of a page on this site.
func pagePath(pageURL string) (path string, ok bool) {
	return trimSlashes(pageURL), safeurl.IsLocalPath(pageURL)
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
		if taken[r.method+" "+r.path] {
			panic(fmt.Sprintf("clerkhtmx: Kit.Register: another Kit has mounted %s on this Echo: "+
				"give each Kit its own Config.BasePath, SignInURL, SignUpURL and FrontendAPIProxy.Path", r.path))
		}
	}
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

// serveSession answers the browser's report of a session change. The report has no content of
// its own: before it gets here, the middleware has read the cookies, run the hooks and renewed
// the state cookie.
func (k *Kit) serveSession(c echo.Context) error {
	ra := k.requestAuth(c.Request().Context())
	ra.consulted.Store(true)
	switch {
	case ra.state.keysUnavailable:
		return k.refuse(c, ra, verdictUnavailable, nil)
	case ra.state.stale:
		return k.refuse(c, ra, verdictStale, nil)
	}
	return c.NoContent(http.StatusNoContent)
}
