package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// errNoMiddleware is the cause of the 500 that Protect answers when this Kit has not
// authenticated the request. Another Kit's verdict is about another Clerk instance.
var errNoMiddleware = errors.New("clerkhtmx: Protect needs the Middleware of the same Kit before it: call e.Use(kit.Middleware())")

// Protect lets only requests through that meet every requirement; without any,
// those that are signed in.
//
//	e.GET("/dashboard", dashboard, kit.Protect())
//	admin := e.Group("/admin", kit.Protect(clerkhtmx.Role("org:admin")))
//
// Who is signed out goes to the sign-in page and comes back: by a redirect for a
// document, by HX-Redirect for htmx, a 401 for an API client. Who lacks a role or
// permission gets a 403. When Clerk's keys cannot be had, nobody's verdict is
// known: 503 with Retry-After.
//
// A guard for the whole site, e.Use(kit.Middleware(), kit.Protect()), leaves open what
// its refusals lead to: the sign-in and sign-up pages with the steps of Clerk's forms,
// the kit's routes and the Frontend API below Config.ProxyURL. So does any other guard
// before them, unless it requires [SignedOut]; routes of the application's own below the
// pages are guarded as all others. It must come after routing, so not in e.Pre.
//
// Machine tokens are let in by [APIKey], [M2MToken] and [OAuthToken] alone, and only
// then verified. A machine is refused in JSON, whatever it says it accepts.
func (k *Kit) Protect(requirements ...Requirement) echo.MiddlewareFunc {
	requirements = slices.Clone(requirements)
	if len(requirements) == 0 {
		requirements = []Requirement{SignedIn()}
	}
	g := &guard{kit: k, requirements: requirements, accepted: acceptedTokens(requirements)}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return g.serve(c, next) }
	}
}

// guard is what Protect puts before a handler. Echo puts a route's middleware together
// anew for each request, so what it gets to see is one pointer, not all of this.
type guard struct {
	kit          *Kit
	requirements []Requirement
	accepted     []TokenType
}

func (g *guard) serve(c echo.Context, next echo.HandlerFunc) error {
	ra := g.kit.requestAuth(c.Request().Context())
	if ra == nil {
		g.kit.cfg.Logger.ErrorContext(c.Request().Context(), errNoMiddleware.Error())
		return echo.NewHTTPError(http.StatusInternalServerError).SetInternal(errNoMiddleware)
	}
	if !ra.attached { // the application vouches for the request, and there is no Middleware
		return g.kit.serve(c, func(c echo.Context) error { return g.serve(c, next) }, &requestAuth{kit: g.kit, given: ra.given})
	}
	ra.consulted.Store(true)
	if judged := g.kit.authenticateMachine(c, ra, g.accepted); judged != ra {
		ra = judged
		defer ra.detach()
	}
	verdict, undecided := decide(c.Request().Context(), ra, g.requirements)
	if verdict == verdictAllow {
		return next(c)
	}
	if passed, err := g.passWayOut(c, next); passed {
		return err
	}
	if undecided != nil {
		return fmt.Errorf("clerkhtmx: requirement: %w", undecided)
	}
	return g.kit.refuse(c, ra, verdict, g.requirements)
}

// verdict is what Protect and the fragments make of a request.
type verdict int

const (
	// verdictForbidden is the zero value: what is not allowed is refused.
	verdictForbidden verdict = iota
	verdictAllow
	// verdictUnauthenticated: signing in may help.
	verdictUnauthenticated
	// verdictStale: the browser can renew its cookies and ask again.
	verdictStale
	// verdictUnavailable: Clerk's keys cannot be had, so nobody knows.
	verdictUnavailable
)

// decide returns an error if a requirement could not be judged. Then the verdict refuses.
func decide(ctx context.Context, ra *requestAuth, requirements []Requirement) (verdict, error) {
	if ra.state.keysUnavailable {
		return verdictUnavailable, nil
	}
	auth := ra.auth()
	met, err := auth.meets(ctx, requirements)
	switch {
	case err != nil:
		return verdictForbidden, err
	case met:
		return verdictAllow, nil
	case auth.stale:
		return verdictStale, nil
	case !auth.SignedIn():
		return verdictUnauthenticated, nil
	default:
		return verdictForbidden, nil
	}
}
