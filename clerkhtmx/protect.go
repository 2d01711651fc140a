package clerkhtmx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// errNoMiddleware is the cause of the 500 that Protect answers when this Kit has not
// authenticated the request. Another Kit's verdict is about another Clerk instance.
var errNoMiddleware = errors.New("clerkhtmx: Protect needs the Middleware of the same Kit before it: call e.Use(kit.Middleware()) or, on net/http, kit.HTTPMiddleware")

// guard decides which requests meet its requirements.
type guard struct {
	kit          *Kit
	requirements []Requirement
	accepted     []TokenType
	// forSignedOut reports that the guard requires SignedOut: it keeps people off the sign-in page.
	forSignedOut bool
}

// newGuard makes a guard. Without requirements, it requires [SignedIn].
func (k *Kit) newGuard(requirements []Requirement) *guard {
	requirements = slices.Clone(requirements)
	if len(requirements) == 0 {
		requirements = []Requirement{SignedIn()}
	}
	return &guard{
		kit: k, requirements: requirements, accepted: acceptedTokens(requirements),
		forSignedOut: slices.ContainsFunc(requirements, func(r Requirement) bool { return r.signedOut }),
	}
}

// admit admits an exchange that meets the requirements, and one for a route that people need to
// sign in. It answers all others.
func (g *guard) admit(x exchange) admission {
	ra := g.kit.requestAuth(x.r.Context())
	if ra == nil {
		g.kit.cfg.Logger.ErrorContext(x.r.Context(), errNoMiddleware.Error())
		return admission{exchange: x, err: &httpError{status: http.StatusInternalServerError, cause: errNoMiddleware}}
	}
	a := admission{exchange: x}
	if !ra.attached { // the application vouches for the request, and there is no Middleware
		a = g.kit.attach(x, g.kit.newRequestAuth(x, ra.given))
		ra = a.attached
	}
	ra.consulted.Store(true)
	if judged, outcome := g.kit.authenticateMachine(a.exchange, ra, g.accepted); outcome != ra {
		a.exchange, a.attached, ra = judged, outcome, outcome
	}
	if a.attached == nil {
		return g.judge(a, ra)
	}
	decided := false
	defer func() {
		if !decided { // a requirement panicked, so that the caller does not get the admission
			a.attached.detach()
		}
	}()
	judged := g.judge(a, ra)
	decided = true
	return judged
}

// judge decides on the exchange of a by its verdict.
func (g *guard) judge(a admission, ra *requestAuth) admission {
	d, undecided := decide(a.r.Context(), ra, g.requirements)
	a.admitted = d == decisionAllow
	switch {
	case a.admitted:
		if g.answersForHandler(a.exchange, ra) {
			a.admitted = false
			a.w.WriteHeader(http.StatusNoContent)
		}
	case g.isWayOut(a.exchange):
		a.admitted, a.wayOut = true, true
	case undecided != nil:
		a.err = fmt.Errorf("clerkhtmx: requirement: %w", undecided)
	default:
		a.err = g.kit.refuse(a.exchange, ra, d, g.requirements)
	}
	return a
}

// decision is the outcome of a guard's or a fragment's requirements for a request.
type decision int

const (
	// decisionForbidden is the zero value, so that a missing decision refuses the request.
	decisionForbidden decision = iota
	decisionAllow
	// decisionUnauthenticated: signing in may help.
	decisionUnauthenticated
	// decisionStale: the browser can renew its cookies and ask again.
	decisionStale
	// decisionUnavailable: Clerk's keys are unavailable, so the token cannot be verified.
	decisionUnavailable
)

// decide judges the request by the requirements. If a requirement fails with an error, decide
// returns that error and decisionForbidden.
func decide(ctx context.Context, ra *requestAuth, requirements []Requirement) (decision, error) {
	if ra.state.keysUnavailable {
		return decisionUnavailable, nil
	}
	auth := ra.auth()
	met, err := auth.meets(ctx, requirements)
	switch {
	case err != nil:
		return decisionForbidden, err
	case met:
		return decisionAllow, nil
	case auth.stale:
		return decisionStale, nil
	case !auth.SignedIn():
		return decisionUnauthenticated, nil
	default:
		return decisionForbidden, nil
	}
}

// isWayOut reports whether a refused request is for a route that people need to sign in: the
// sign-in and sign-up pages with their steps, the kit's own routes, which judge by themselves,
// and Clerk's Frontend API. Without this, a guard for the whole site would redirect the sign-in
// page to itself.
//
// It fails open, so the route that the router has found counts and not the path alone: a
// file server at "/*" would take "/sign-in/../secret" for "/secret", and a route of the
// application's own below these addresses stays guarded.
func (g *guard) isWayOut(x exchange) bool {
	if g.forSignedOut {
		return false
	}
	return g.kit.isOwnRoute(x) || g.kit.isAuthPage(x) || g.kit.isRouteOfAny(x, g.kit.proxyPaths)
}

// isRouteOfAny reports whether the request's route is one of paths, or a wildcard for everything
// below it. It refuses dot segments and escapes, because a later handler could resolve them. A
// pattern may have the path of Config.PublicURL, which [http.StripPrefix] removes for the guard.
func (k *Kit) isRouteOfAny(x exchange, paths []string) bool {
	requested := requestPath(x.r)
	return isPlainRequestPath(requested) && slices.ContainsFunc(paths, func(path string) bool {
		switch {
		case !safeurl.IsBelow(requested, path):
			return false
		case x.echo != nil:
			return isEchoRouteOf(x.echo.Path(), path)
		default:
			return isPatternOf(x.r.Pattern, path) || isPatternOf(x.r.Pattern, k.sites.PublicPrefix()+path)
		}
	})
}

// isPlainRequestPath reports whether all code that parses path finds the same segments.
func isPlainRequestPath(path string) bool {
	if strings.ContainsAny(path, `%\;`) {
		return false
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/"), "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// isAuthPage recognizes the sign-in and sign-up pages, the application's own too, with
// the steps of Clerk's forms below them.
func (k *Kit) isAuthPage(x exchange) bool {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return false
	}
	pages := k.authPages.LocalPaths(k.site(x))
	return slices.Contains(pages, requestPath(x.r)) || k.isRouteOfAny(x, pages)
}

// isOwnRoute recognizes the routes below BasePath.
func (k *Kit) isOwnRoute(x exchange) bool {
	if x.echo != nil {
		return k.isOwnEchoRoute(x.echo.Path())
	}
	return k.isRouteOfAny(x, k.ownPaths)
}

// isOwnPath recognizes requests for the kit's routes below BasePath, whatever serves them.
func (k *Kit) isOwnPath(r *http.Request) bool {
	path := requestPath(r)
	return slices.ContainsFunc(k.ownPaths, func(own string) bool { return safeurl.IsBelow(path, own) })
}

// requestPath is the path as the browser spelled it.
func requestPath(r *http.Request) string { return cmp.Or(r.URL.RawPath, r.URL.Path) }
