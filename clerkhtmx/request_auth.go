package clerkhtmx

import (
	"context"
	"sync/atomic"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
	"github.com/clerk-htmx/kit/internal/site"
)

const sessionPending = "pending"

// requestAuth is the verdict that the middleware puts into the request's context. It holds the
// parts of an Auth and makes the Auth on demand, because most requests do not need all of it.
type requestAuth struct {
	// Context is the request's own context. requestAuth wraps it and is a context itself, which
	// saves each request an allocation.
	context.Context

	// kit made the verdict. It is nil where the application vouches for the request to
	// every Kit, see NewContext.
	kit *Kit

	state authState
	// claims are those of the session token, nil when signed out.
	claims *sessiontoken.Claims
	// factorVerificationAge is a copy of that of claims, which other requests share.
	factorVerificationAge [2]int
	// given replaces claims: it is the Auth of a machine, or one from NewContext.
	given *Auth
	// machine is the machine token of the request, nil without one. It is verified only if a
	// route accepts it. If machineVerified is set, given and state hold the outcome.
	machine         *authn.MachineToken
	machineVerified bool
	// exchange is for site and PageFromContext, until detached reports that the request has been
	// served: Echo reuses its contexts.
	exchange exchange
	detached atomic.Bool
	// attached reports whether a Middleware or a guard put the verdict into the request. If
	// not, the application did, see NewContext.
	attached bool
	// response is the writer of the response. It points to ownResponse, except in the verdict
	// on a machine token, which shares the response of the Middleware's verdict.
	response    *response
	ownResponse response
	// consulted reports whether a caller asked for the Auth, so that the response depends on
	// it.
	consulted atomic.Bool
	// user is nil until a caller asks for the user: most requests do not.
	user atomic.Pointer[userOnce]
	// guards counts the guards of the Kit that have admitted the request.
	guards int
	// becomesPage reports that htmx shows the answer as a whole page.
	becomesPage bool
}

// authState is the part of an [authn.State] that is kept for each request.
type authState struct {
	reason          Reason
	carrier         authn.Carrier
	stale           bool
	keysUnavailable bool
	// trouble is why a request with a session at Clerk may be signed out.
	trouble trouble
	// pending reports that there is a session that counts as signed out until its tasks are
	// done.
	pending bool
}

func newAuthState(state *authn.State) authState {
	return authState{
		reason: Reason(state.Reason), carrier: state.Carrier,
		stale: state.Recoverable, keysUnavailable: state.KeysUnavailable, trouble: diagnose(state),
	}
}

// detach takes the exchange away when the request has been served. If the handler wrote
// nothing, detach sets the headers for caches, because net/http or another middleware writes the
// response later. A verdict that shares the response leaves that to its owner: with an
// [http.TimeoutHandler] between them, they are on two goroutines. It does nothing for nil.
func (ra *requestAuth) detach() {
	if ra == nil {
		return
	}
	ra.detached.Store(true)
	if ra.response == &ra.ownResponse && !ra.response.sent {
		ra.response.setCacheHeaders()
	}
}

// newRequestAuth returns a verdict that was not made from the request's cookies: it is given, or,
// for nil, signed out.
func (k *Kit) newRequestAuth(x exchange, given *Auth) *requestAuth {
	return &requestAuth{kit: k, given: given, becomesPage: becomesPage(x.r)}
}

// site is the application as the browser that sent the request knows it.
func (ra *requestAuth) site() site.Site { return ra.kit.site(ra.exchange) }

// machineType is the type of the request's machine token, empty without one.
func (ra *requestAuth) machineType() TokenType {
	if ra.machine == nil {
		return ""
	}
	return TokenType(ra.machine.Type)
}

// setState sets the verdict. It applies the rule for pending sessions: they are signed out, but
// keep their status.
func (ra *requestAuth) setState(state *authn.State) {
	ra.state = newAuthState(state)
	if state.Status == authn.SignedIn {
		ra.claims = state.Claims
	}
	if ra.claims != nil && ra.claims.FactorVerificationAge != nil {
		ra.factorVerificationAge = *ra.claims.FactorVerificationAge
	}
	if ra.claims != nil && ra.claims.SessionStatus == sessionPending && !ra.kit.cfg.TreatPendingAsSignedIn {
		ra.claims, ra.state.pending, ra.state.reason = nil, true, ReasonSessionPending
	}
}

// auth makes the Auth, for code of the kit. Its lists are those of the verified token, which
// other requests share: callers must not change them.
func (ra *requestAuth) auth() Auth {
	if ra.given != nil {
		auth := *ra.given
		auth.FactorVerificationAge, auth.Actor = copyOf(auth.FactorVerificationAge), copyOf(auth.Actor)
		return auth
	}
	auth := Auth{reason: ra.state.reason, stale: ra.state.stale}
	if ra.state.pending {
		auth.SessionStatus = sessionPending
	}
	claims := ra.claims
	if claims == nil {
		return auth
	}
	auth.TokenType = TokenTypeSession
	auth.UserID, auth.SessionID, auth.SessionStatus = claims.Subject, claims.SessionID, claims.SessionStatus
	auth.OrgID, auth.OrgSlug, auth.OrgRole = claims.OrgID, claims.OrgSlug, claims.OrgRole
	auth.OrgPermissions, auth.Features, auth.Plans = claims.OrgPermissions, claims.Features, claims.Plans
	if claims.FactorVerificationAge != nil {
		auth.FactorVerificationAge = &ra.factorVerificationAge
	}
	auth.ExpiresAt = claims.ExpiresAt
	if claims.Actor != nil {
		auth.Actor = &Actor{UserID: claims.Actor.Subject, SessionID: claims.Actor.SessionID}
	}
	auth.raw = claims.Raw
	return auth
}

// consult marks the response as personal. Where the application vouches for the request
// after a Middleware, see NewContext, the response is that Middleware's.
func (ra *requestAuth) consult() {
	for ; ra != nil; ra = requestAuthFrom(ra.Context) {
		if ra.attached {
			ra.consulted.Store(true)
			return
		}
	}
}

// innermostKey is the context key of the verdict of the Middleware nearest to the handler.
// verdictKey is that of one Kit's verdict: a program with several Clerk instances has several.
type (
	innermostKey struct{}
	verdictKey   struct{ kit *Kit }
)

// Value implements [context.Context].
func (ra *requestAuth) Value(key any) any {
	switch key := key.(type) {
	case innermostKey:
		return ra
	case verdictKey:
		if ra.kit == key.kit || ra.kit == nil {
			return ra
		}
	}
	return ra.Context.Value(key)
}

// requestAuthFrom returns the verdict of the innermost Kit, nil without any.
func requestAuthFrom(ctx context.Context) *requestAuth {
	ra, _ := ctx.Value(innermostKey{}).(*requestAuth)
	return ra
}

// requestAuth returns this Kit's verdict, nil if only other Kits have judged the request.
func (k *Kit) requestAuth(ctx context.Context) *requestAuth {
	ra, _ := ctx.Value(verdictKey{k}).(*requestAuth)
	return ra
}

// innermost makes a verdict the innermost one again.
type innermost struct {
	context.Context
	ra *requestAuth
}

// Value implements [context.Context].
func (i innermost) Value(key any) any {
	if key == (innermostKey{}) {
		return i.ra
	}
	return i.Context.Value(key)
}
