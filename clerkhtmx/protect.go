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
	requirements = slices.Clone(requirements)
	if len(requirements) == 0 {
		requirements = []Requirement{SignedIn()}
	}
	g := &guard{kit: k, requirements: requirements, accepted: acceptedTokens(requirements)}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return g.serve(c, next) }
	}
}

// guard holds the data of one call of Protect. Echo builds a route's middleware anew for each
// request, so the closure captures one pointer instead of all fields.
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

// verdict is the decision of Protect or of a fragment about a request.
type verdict int

const (
	// verdictForbidden is the zero value, so that a missing decision refuses the request.
	verdictForbidden verdict = iota
	verdictAllow
	// verdictUnauthenticated: signing in may help.
	verdictUnauthenticated
	// verdictStale: the browser can renew its cookies and ask again.
	verdictStale
	// verdictUnavailable: Clerk's keys are unavailable, so the token cannot be verified.
	verdictUnavailable
)

// decide judges the request by the requirements. If a requirement fails with an error, decide
// returns that error and verdictForbidden.
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
