package clerkhtmx

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/angelofallars/htmx-go"
	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/authn"
)

// Middleware authenticates every request from Clerk's cookies or a Bearer token and puts the
// [Auth] into its context. It does not reject requests; [Kit.Protect] does. A document request
// whose cookies are out of date is redirected through Clerk's handshake and comes back with
// fresh cookies.
//
//	e.Use(kit.Middleware())
func (k *Kit) Middleware() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			switch ra := k.requestAuth(c.Request().Context()); {
			case ra != nil && !ra.attached: // the application vouches for it
				return k.serve(c, next, &requestAuth{kit: k, given: ra.given})
			case ra != nil: // mounted twice, or served again by a middleware before it
				k.makeInnermost(c, ra)
				if ra.echo == nil {
					ra.echo = c
					defer ra.detach()
				}
				return next(c)
			case k.isProxied(c.Request()) || k.cfg.Skipper(c):
				return k.serve(c, next, &requestAuth{kit: k})
			default:
				return k.authenticate(c, next)
			}
		}
	}
}

func (k *Kit) authenticate(c echo.Context, next echo.HandlerFunc) error {
	r := c.Request()
	req := authn.FromHTTP(r, func() authn.Site {
		site := k.site(c)
		return authn.Site{Scheme: site.scheme, Host: site.host, Prefix: site.prefix}
	})
	req.HTMX = isHTMX(r)
	state, err := k.auth.Authenticate(r.Context(), req)
	if len(state.SpentCookies) > 0 {
		k.expire(c, k.site(c), state.SpentCookies)
	}
	if err != nil {
		k.secret(c.Response().Header())
		// Only a developer's browser gets here, see authn.Authenticate.
		return echo.NewHTTPError(http.StatusInternalServerError, err.Error()).SetInternal(err)
	}
	machine := k.machineToken(&state, req.Authorization)
	k.logCause(r.Context(), &state)
	k.countState(&state)
	state.RewriteHeader(c.Response().Header()) // another Kit may have written its own
	if state.Location != "" {
		k.secret(c.Response().Header())
		return k.redirectForHandshake(c, state)
	}

	ra := k.newRequestAuth(&state, machine)
	k.warnOf(r.Context(), ra.state.trouble, &state)
	ra.setsCookies = len(state.SetCookies)+len(state.SpentCookies) > 0
	k.attach(c, ra)
	defer ra.detach()
	source := SourceRequest
	if k.isSessionReport(c) {
		source = SourceBrowser
	}
	k.observe(c, ra, state.Cookie, source)
	return next(c)
}

// expire removes the named cookies for this host and, if the host is below it, for the domain
// above Clerk's Frontend API. A satellite has its own such domain. State.SetCookies are written
// later, so they win.
func (k *Kit) expire(c echo.Context, site site, names []string) {
	for _, name := range names {
		cookie := http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: site.isSecure(), SameSite: http.SameSiteLaxMode}
		c.SetCookie(&cookie)
		frontendAPI := k.key.FrontendAPI()
		if k.cfg.Domain != "" {
			frontendAPI = "clerk." + strings.TrimPrefix(k.cfg.Domain, "clerk.")
		}
		if domain, ok := strings.CutPrefix(frontendAPI, "clerk."); ok && isBelowDomain(site.host, domain) {
			cookie.Domain = domain
			c.SetCookie(&cookie)
		}
	}
}

// isBelowDomain reports whether browsers take cookies for domain from host.
func isBelowDomain(host, domain string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// serve calls next with a verdict that needs no authentication.
func (k *Kit) serve(c echo.Context, next echo.HandlerFunc, ra *requestAuth) error {
	k.attach(c, ra)
	defer ra.detach()
	return next(c)
}

// logCause logs at debug level why one request was refused. It does not warn, because anybody
// can send tokens that are refused. Operators can act on unavailable keys, and package jwks
// warns them of those once.
func (k *Kit) logCause(ctx context.Context, state *authn.State) {
	if state.Cause != nil {
		k.cfg.Logger.DebugContext(ctx, "clerkhtmx: authenticate", slog.String("reason", string(state.Reason)), slog.Any("error", state.Cause))
	}
}

// redirectForHandshake redirects the request to state.Location. An htmx request gets the header
// HX-Redirect instead: the browser would follow a redirect status unnoticed, even to another
// origin.
func (k *Kit) redirectForHandshake(c echo.Context, state authn.State) error {
	if !isHTMX(c.Request()) {
		return c.NoContent(http.StatusTemporaryRedirect)
	}
	site := k.site(c)
	c.Response().Header().Del(echo.HeaderLocation)
	return htmx.NewResponse().
		StatusCode(http.StatusUnauthorized).
		Reswap(htmx.SwapNone).
		Redirect(localPart(state.Location, site.url(c.Request().URL), site.prefix+"/")).
		Write(c.Response())
}

// makeInnermost makes From return this Kit's verdict again, when another Kit's Middleware
// came between two of this Kit's.
func (k *Kit) makeInnermost(c echo.Context, ra *requestAuth) {
	if ctx := c.Request().Context(); requestAuthFrom(ctx) != ra {
		c.SetRequest(c.Request().WithContext(innermost{ctx, ra}))
	}
}

// isHTMX recognizes every request that htmx makes. htmx 4 sends no HX-Request when
// it restores history.
func isHTMX(r *http.Request) bool {
	return header(r, "Hx-Request") == "true" || header(r, "Hx-History-Restore-Request") == "true"
}

// header returns the first value of a header whose name is given in canonical form,
// as net/http stores it, which spares each request a conversion.
func header(r *http.Request, name string) string {
	if values := r.Header[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// isSessionReport recognizes POST {BasePath}/session.
func (k *Kit) isSessionReport(c echo.Context) bool {
	r := c.Request()
	path, ok := strings.CutPrefix(r.URL.Path, k.cfg.BasePath)
	return ok && path == routeSession && r.Method == http.MethodPost
}
