package clerkhtmx

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// passWayOut calls next if the refused request is for a route that people need to sign in: the
// sign-in and sign-up pages with their steps, the kit's own routes, which judge by themselves,
// and Clerk's Frontend API. Without this, a guard for the whole site would redirect the sign-in
// page to itself. It reports whether the request passed.
//
// It fails open, so the route that the router has found counts and not the path alone: a
// file server at "/*" would take "/sign-in/../secret" for "/secret", and a route of the
// application's own below these addresses stays guarded.
func (g *guard) passWayOut(c echo.Context, next echo.HandlerFunc) (passed bool, err error) {
	switch {
	case slices.ContainsFunc(g.requirements, func(r Requirement) bool { return r.signedOut }):
		return false, nil // this guard keeps people off the sign-in page itself
	case g.kit.isOwnRoute(c):
		return true, next(c)
	case !g.kit.isAuthPage(c) && !slices.ContainsFunc(g.kit.proxyPaths, func(path string) bool { return isRouteOf(c, path) }):
		return false, nil
	}
	// Echo's Static, which may come after this guard, takes what a wildcard stands for as
	// the name of the file: "/sign-in/report.html" would be "report.html".
	route := c.Path()
	c.SetPath(strings.TrimSuffix(route, "*"))
	defer c.SetPath(route)
	return true, next(c)
}

// isRouteOf reports whether the request's route is path, or a wildcard for everything below
// path. It refuses dot segments and escapes, because a later handler could resolve them.
func isRouteOf(c echo.Context, path string) bool {
	requested := echo.GetPath(c.Request())
	if !isBelow(requested, path) || !isPlainRequestPath(requested) {
		return false
	}
	rest, ok := strings.CutPrefix(strings.TrimSuffix(c.Path(), "*"), path)
	return ok && (rest == "" || rest == "/")
}

// isPlainRequestPath reports whether all code that parses path finds the same segments.
func isPlainRequestPath(path string) bool {
	if strings.ContainsAny(path, `%\;`) {
		return false
	}
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// isOwnRoute recognizes the routes below BasePath that Register mounts.
func (k *Kit) isOwnRoute(c echo.Context) bool {
	below, ok := strings.CutPrefix(c.Path(), k.cfg.BasePath)
	if !ok {
		return false
	}
	switch below {
	case routeSession, routeFragments + ":name", routePartials + ":name", routeStatic + ":file":
		return true
	case routeDebug:
		return !k.key.Live()
	default:
		return false
	}
}

// isProxied recognizes requests for Clerk's Frontend API, whether this application or a proxy
// in front of it passes them on. Clerk answers them, and a request of Clerk's handshake must
// not be sent through a handshake.
func (k *Kit) isProxied(r *http.Request) bool {
	path := echo.GetPath(r)
	return slices.ContainsFunc(k.proxyPaths, func(proxy string) bool {
		_, below := cutPath(path, proxy)
		return below
	})
}

// proxyPaths are where Clerk's Frontend API answers on this site.
func (c Config) proxyPaths() []string {
	paths := []string{c.proxyPath(), c.FrontendAPIProxy.Path}
	return slices.DeleteFunc(slices.Compact(paths), func(path string) bool { return path == "" })
}
