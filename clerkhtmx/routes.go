package clerkhtmx

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/signin"
	"github.com/clerk-htmx/kit/partials"
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

// route is one of the kit's routes. Its path has the syntax of [http.ServeMux].
type route struct {
	method, path string
	serve        handler
}

// The wildcards in the paths of routes.
const (
	oneSegment    = "{name}"
	anythingBelow = "/{rest...}"
)

func (k *Kit) routes() []route {
	base := k.cfg.BasePath
	routes := []route{
		{http.MethodGet, base + routeStatic + oneSegment, k.staticHandler()},
		{http.MethodPost, base + routeSession, k.sameOrigin(k.authenticated(k.serveSession))},
		{http.MethodGet, base + routeFragments + oneSegment, k.authenticated(k.serveFragment)},
		{http.MethodGet, base + routePartials + oneSegment, k.authenticated(k.servePartial)},
	}
	if !k.key.Live() {
		routes = append(routes, route{http.MethodGet, base + routeDebug, k.authenticated(k.serveDebug)})
	}
	routes = append(routes, k.pageRoutes(k.cfg.SignInURL, k.serveSignIn)...)
	routes = append(routes, k.pageRoutes(k.cfg.SignUpURL, k.serveSignUp)...)
	return append(routes, k.frontendAPIProxyRoutes()...)
}

func (k *Kit) staticHandler() handler {
	assets := http.StripPrefix(k.cfg.BasePath+routeStatic, static.Handler())
	return func(x exchange) error {
		switch k.nameIn(x.r, routeStatic) {
		case "clerkhtmx.js":
			return k.serveStableScript(x)
		case "clerkhtmx.css":
			serveStable(x, static.Style().ContentType, static.Style().Content)
		default:
			assets.ServeHTTP(x.w, x.r)
		}
		return nil
	}
}

// pageRoutes returns the routes of a ready page and of the paths below it, which Clerk's own
// routing uses for its steps. It returns none if the page is unset or on another site.
func (k *Kit) pageRoutes(path string, serve handler) []route {
	path, ok := signin.LocalPath(path)
	if !ok {
		return nil
	}
	serve = k.authenticated(serve)
	return []route{{http.MethodGet, path, serve}, {http.MethodGet, path + anythingBelow, serve}}
}

// serveSession answers the browser's report of a session change. The report has no content of
// its own: before it gets here, the middleware has read the cookies, run the hooks and renewed
// the state cookie.
func (k *Kit) serveSession(x exchange) error {
	ra := k.requestAuth(x.r.Context())
	ra.consulted.Store(true)
	switch {
	case ra.state.keysUnavailable:
		return k.refuse(x, ra, decisionUnavailable, nil)
	case ra.state.stale:
		return k.refuse(x, ra, decisionStale, nil)
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

// serveSignIn answers with the ready sign-in page. Clerk's form reads redirect_url and accepts
// only URLs of this origin and of origins that the instance allows.
func (k *Kit) serveSignIn(x exchange) error {
	site := k.site(x)
	return k.render(x, partials.SignInPage{
		Head: k.head(x, k.authFromContext(x.r.Context())),
		SignIn: partials.SignIn{
			Path: site.Path(k.cfg.SignInURL), Routing: partials.RoutingPath, SignUpURL: site.Path(k.cfg.SignUpURL),
		},
		ApplicationName: site.Host,
		HomeURL:         site.Home(),
		FallbackURL:     k.accountPortal().SignInURL(site, k.pageURL(x)),
		Notice:          k.notice(x),
	})
}

// serveSignUp answers with the ready sign-up page.
func (k *Kit) serveSignUp(x exchange) error {
	site := k.site(x)
	return k.render(x, partials.SignUpPage{
		Head: k.head(x, k.authFromContext(x.r.Context())),
		SignUp: partials.SignUp{
			Path: site.Path(k.cfg.SignUpURL), Routing: partials.RoutingPath, SignInURL: site.Path(k.cfg.SignInURL),
		},
		ApplicationName: site.Host,
		HomeURL:         site.Home(),
		FallbackURL:     k.accountPortal().SignUpURL(site, k.pageURL(x)),
		Notice:          k.notice(x),
	})
}

// accountPortal has Clerk's own pages, for people who cannot use the ready pages. Their
// redirect_url leads where that of the ready page does.
func (k *Kit) accountPortal() *signin.Pages {
	return signin.New(signin.Config{AccountPortalURL: k.key.AccountPortalURL(), Satellite: k.cfg.IsSatellite})
}

// nameIn returns the name at the end of the path of one of the kit's routes, as fragmentURL
// escaped it. It is empty if there is none.
func (k *Kit) nameIn(r *http.Request, route string) string {
	escaped, ok := strings.CutPrefix(r.URL.EscapedPath(), k.cfg.BasePath+route)
	name, err := url.PathUnescape(escaped)
	if !ok || err != nil {
		return ""
	}
	return name
}

// render buffers, so that an error never leaves half a fragment on the page.
func (k *Kit) render(x exchange, component partials.Component) error {
	k.personal(x.w.Header())
	x.w.Header().Set("X-Content-Type-Options", "nosniff")
	var body bytes.Buffer
	if err := component.Render(x.now().r.Context(), &body); err != nil {
		return err
	}
	return x.write(http.StatusOK, "text/html; charset=UTF-8", body.Bytes())
}
