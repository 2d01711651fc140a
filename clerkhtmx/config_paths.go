package clerkhtmx

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/safeurl"
)

// OrganizationSync maps paths to organizations. Its patterns have the syntax of path-to-regexp
// 6, which Clerk's SDKs use. If the path of a document request names an organization that is
// not active, the request goes through the handshake, which activates it.
type OrganizationSync struct {
	// OrganizationPatterns name an organization by :slug or :id, as in
	// "/orgs/:slug" and "/orgs/:slug/(.*)".
	OrganizationPatterns []string
	// PersonalAccountPatterns name the personal account, as in "/me/(.*)".
	PersonalAccountPatterns []string
	// Organization is the id ("org_…") or slug of the one organization that all other pages
	// belong to. If it is not active, a handshake activates it for its members. It does not
	// refuse other people: guard the pages with the requirement [Organization]. For people who
	// are not members, each document costs up to three handshakes that change nothing. Default:
	// none.
	Organization string
}

// Register and Handler mount the kit's routes, pages and proxy in one router. If two of them
// claim a path, the router gives it to one and reports nothing. So New refuses such a path.

// checkMountPath refuses a path that changes when it is escaped or, by an http.ServeMux, when it
// is cleaned, and a path in which Echo would find a parameter.
func checkMountPath(path, example string) error {
	escaped := (&url.URL{Path: path}).EscapedPath()
	if !safeurl.IsLocalPath(path) || path == "/" || escaped != path || strings.ContainsAny(path, ":*") || strings.Contains(path, "//") {
		return fmt.Errorf("must be a path such as %s, of letters, digits and -._~ only", example)
	}
	return nil
}

// checkPage checks SignInURL or SignUpURL, which Register mounts if it is a path.
func (c Config) checkPage(example string) func(string) error {
	return func(value string) error {
		if !safeurl.IsLocalPath(value) {
			return checkPathOrURL(value)
		}
		path := trimSlashes(value)
		if path == "/" {
			return fmt.Errorf("the page takes all addresses below it: use a path such as %s, or the absolute URL of a page of your own", example)
		}
		if err := checkMountPath(path, example); err != nil {
			return fmt.Errorf("%w, or the absolute URL of a page of your own", err)
		}
		return firstError(c.checkKitRoutes(path), c.checkNotProxied(path))
	}
}

// checkPagesDiffer refuses the same path for both pages, because the sign-in page would never
// show.
func (c Config) checkPagesDiffer() error {
	if safeurl.IsLocalPath(c.SignUpURL) && trimSlashes(c.SignUpURL) == trimSlashes(c.SignInURL) {
		return errors.New("is the path of SignInURL: leave it empty, and the sign-in page signs people up, too")
	}
	return nil
}

// checkKitRoutes refuses a path at or below one of the kit's own routes.
func (c Config) checkKitRoutes(path string) error {
	for _, route := range []string{routeSession, routeFragments, routePartials, routeStatic, routeDebug} {
		if route = c.BasePath + trimSlashes(route); safeurl.IsBelow(path, route) {
			return fmt.Errorf("takes requests to %s, which the kit needs: use another path", route)
		}
	}
	return nil
}

// checkNotProxied refuses a page below the path of the proxy, because the middleware leaves the
// requests there to Clerk.
func (c Config) checkNotProxied(path string) error {
	if proxy := c.FrontendAPIProxy.Path; safeurl.IsBelow(path, proxy) {
		return fmt.Errorf("is below FrontendAPIProxy.Path, %s, where Clerk answers: use another path", proxy)
	}
	if proxy := c.proxyPath(); safeurl.IsBelow(path, proxy) {
		return fmt.Errorf("is below ProxyURL, %s, where Clerk answers: use another path", proxy)
	}
	return nil
}

// checkProxiedPath refuses a path that contains the kit's own routes, because the middleware
// would leave their requests to Clerk.
func (c Config) checkProxiedPath(path string) error {
	if safeurl.IsBelow(c.BasePath, path) {
		return fmt.Errorf("takes the requests of BasePath, %s: use another path", c.BasePath)
	}
	return c.checkKitRoutes(path)
}

// checkProxyPath checks a ProxyURL that is a path of the application's own.
func (c Config) checkProxyPath() error {
	switch path := c.proxyPath(); path {
	case "", c.FrontendAPIProxy.Path: // which has been checked
		return nil
	case "/":
		return fmt.Errorf("leaves all requests to Clerk: use a path such as %s", defaultProxyPath)
	default:
		return c.checkProxiedPath(path)
	}
}

// proxyPath is the path below which the middleware leaves requests to Clerk, "" if
// ProxyURL is not a path.
func (c Config) proxyPath() string {
	if !safeurl.IsLocalPath(c.ProxyURL) {
		return ""
	}
	return trimSlashes(c.ProxyURL)
}

// trimSlashes removes slashes at the end. It keeps a value of slashes only, so that a
// check can refuse it.
func trimSlashes(value string) string {
	return cmp.Or(strings.TrimRight(value, "/"), value)
}

// proxyPaths are where Clerk's Frontend API answers on this site.
func (c Config) proxyPaths() []string {
	paths := []string{c.proxyPath(), c.FrontendAPIProxy.Path}
	return slices.DeleteFunc(slices.Compact(paths), func(path string) bool { return path == "" })
}

// ownPaths are the paths below BasePath that the kit's routes answer.
func (c Config) ownPaths(key authn.PublishableKey) []string {
	paths := []string{routeSession, routeFragments, routePartials, routeStatic}
	if !key.Live() {
		paths = append(paths, routeDebug)
	}
	for i, path := range paths {
		paths[i] = c.BasePath + trimSlashes(path)
	}
	return paths
}
