package authn

import (
	"context"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// refused gives the verdict on a session token that does not verify. If the token is only out
// of date, Clerk has a fresh one, which a refresh or a handshake brings. There is no handshake
// for other tokens, because the next token would not be better.
func (r *authentication) refused(ctx context.Context, err *sessiontoken.Error, carrier Carrier) State {
	if carrier == CarrierHeader && err.Unsettled() {
		r.readCookies()
	}
	reason := Reason(err.Reason)
	switch reason {
	case ReasonTokenExpired:
		state, failure := r.refresh(ctx)
		if failure == "" {
			state.Carrier = carrier
			return state
		}
		reason = reasonSessionTokenExpiredRefreshing + Reason(failure)
	case ReasonTokenNotActiveYet:
		reason = ReasonSessionTokenNotBefore
	case ReasonTokenIATInTheFuture:
		reason = ReasonSessionTokenIATInTheFuture
	}
	if err.KeysUnavailable() {
		r.failed(err)
	}
	var state State
	if err.Unsettled() {
		state = r.maybeHandshake(reason, message(err, carrier))
	} else {
		state = r.signedOut(reason, message(err, carrier))
	}
	state.Carrier = carrier
	if carrier == CarrierCookie && state.Status == SignedOut {
		state.Refused = tokenOrigin(r.session.token, r.now)
	}
	return state
}

// message is what a developer gets to see of a refusal.
func message(err *sessiontoken.Error, carrier Carrier) string {
	if carrier == CarrierHeader {
		return err.MessageInHeader()
	}
	return err.MessageInCookie()
}

// tokenOrigin is what the log may know of a token that is not verified.
func tokenOrigin(t *sessiontoken.Token, now time.Time) *TokenOrigin {
	if t == nil {
		return nil
	}
	o := &TokenOrigin{Age: now.Sub(t.IssuedAt()).Truncate(time.Second)}
	claims := t.Claims()
	if isIssuer(claims.Issuer) {
		o.Issuer = claims.Issuer
	}
	if isOrigin(claims.AuthorizedParty) {
		o.AuthorizedParty = claims.AuthorizedParty
	}
	if IsID(t.KeyID()) {
		o.KeyID = t.KeyID()
	}
	return o
}
