package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// errNoMiddleware is the cause of the 500 that Protect answers when this Kit has not
// authenticated the request. Another Kit's verdict is about another Clerk instance.
var errNoMiddleware = errors.New("clerkhtmx: Protect needs the Middleware of the same Kit before it: call e.Use(kit.Middleware()) or, on net/http, kit.HTTPMiddleware")

// guard decides which requests meet its requirements.
type guard struct {
	kit          *Kit
	requirements []Requirement
	accepted     []TokenType
}

// newGuard makes a guard. Without requirements, it requires [SignedIn].
func (k *Kit) newGuard(requirements []Requirement) *guard {
	requirements = slices.Clone(requirements)
	if len(requirements) == 0 {
		requirements = []Requirement{SignedIn()}
	}
	return &guard{kit: k, requirements: requirements, accepted: acceptedTokens(requirements)}
}

// admit admits an exchange that meets the requirements, and one for a route that people need to
// sign in. It answers all others.
func (g *guard) admit(x exchange) (a admission) {
	ra := g.kit.requestAuth(x.r.Context())
	if ra == nil {
		g.kit.cfg.Logger.ErrorContext(x.r.Context(), errNoMiddleware.Error())
		return admission{exchange: x, err: &httpError{status: http.StatusInternalServerError, cause: errNoMiddleware}}
	}
	a = admission{exchange: x}
	if !ra.attached { // the application vouches for the request, and there is no Middleware
		a = g.kit.attach(x, &requestAuth{kit: g.kit, given: ra.given})
		ra = a.attached
	}
	ra.consulted.Store(true)
	if judged, outcome := g.kit.authenticateMachine(a.exchange, ra, g.accepted); outcome != ra {
		a.exchange, a.attached, ra = judged, outcome, outcome
	}
	verdict, undecided := decide(a.r.Context(), ra, g.requirements)
	a.admitted = verdict == verdictAllow
	switch {
	case a.admitted:
	case g.isWayOut(a.exchange):
		a.admitted, a.wayOut = true, true
	case undecided != nil:
		a.err = fmt.Errorf("clerkhtmx: requirement: %w", undecided)
	default:
		a.err = g.kit.refuse(a.exchange, ra, verdict, g.requirements)
	}
	return a
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
