package clerkhtmx

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// isWayOut reports whether a refused request may pass a guard all the same, because it
// is for what a refusal leads to: the sign-in and sign-up pages with their steps, the
// kit's own routes, which judge by themselves, and Clerk's Frontend API. Without this, a
// guard for the whole site would redirect the sign-in page to itself.
//
// It fails open, so it goes by the route that the router has found and not by the path:
// a file server at "/*" would take "/sign-in/../secret" for "/secret". A route of the
// application's own below BasePath stays guarded.
func (k *Kit) isWayOut(c echo.Context) bool {
	return k.isOwnRoute(c) || k.isAuthPage(c) || slices.ContainsFunc(k.proxyPaths, routeBelow(c))
}

// isAuthPage recognizes the sign-in and sign-up pages, the application's own too, with
// the steps of Clerk's forms below them.
func (k *Kit) isAuthPage(c echo.Context) bool {
	path, below := echo.GetPath(c.Request()), routeBelow(c)
	return slices.ContainsFunc(k.authPages, func(page string) bool { return path == page || below(page) })
}

// routeBelow returns a function that reports whether the request's route is path or below
// it.
func routeBelow(c echo.Context) func(path string) bool {
	return func(path string) bool {
		_, below := cutPath(c.Path(), path)
		return below
	}
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

// isProxied recognizes requests for Clerk's Frontend API, whether this application
// passes them on or something in front of it does. They are Clerk's to answer, and its
// own handshake must not be sent through a handshake.
func (k *Kit) isProxied(r *http.Request) bool {
	path := echo.GetPath(r)
	return slices.ContainsFunc(k.proxyPaths, func(proxy string) bool {
		_, below := cutPath(path, proxy)
		return below
	})
}

// authPages are the paths of the sign-in and sign-up pages on this site.
func (c Config) authPages() []string {
	var paths []string
	for _, pageURL := range []string{c.SignInURL, c.SignUpURL} {
		if path, ok := pagePath(pageURL); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// proxyPaths are where Clerk's Frontend API answers on this site.
func (c Config) proxyPaths() []string {
	paths := []string{c.proxyPath(), c.FrontendAPIProxy.Path}
	return slices.DeleteFunc(slices.Compact(paths), func(path string) bool { return path == "" })
}
