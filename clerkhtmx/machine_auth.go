package clerkhtmx

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/clerk-htmx/kit/internal/authn"
)

// machineToken returns the request's machine token, if any, and sets the reason of its state to
// token-type-mismatch. Where Clerk's backend expects a session, it takes a machine token for a
// malformed session token. Its middlewares accept any type, as the kit does, and leave the
// decision to the route.
func (k *Kit) machineToken(state *authn.State, authorization string) authn.MachineToken {
	token := k.machines.Token(state, authorization)
	if token.Type != "" {
		state.Reason, state.Message = authn.ReasonTokenTypeMismatch, ""
	}
	return token
}

// authenticateMachine verifies the request's machine token if the route accepts its type. No
// other code asks Clerk about machine tokens, so a token that is sent to another route costs no
// call. The outcome holds for the rest of the request.
func (k *Kit) authenticateMachine(x exchange, ra *requestAuth, accepted []TokenType) (exchange, *requestAuth) {
	t := TokenType(ra.machine.Type)
	if !t.isMachine() || ra.machineVerified || !slices.Contains(accepted, t) {
		return x, ra
	}
	r := x.r
	outcome := &requestAuth{
		Context: r.Context(), kit: k, attached: true, machine: ra.machine, machineVerified: true,
		response: ra.response, setsCookies: ra.setsCookies,
	}
	outcome.consulted.Store(true)
	outcome.response.auth = outcome
	state := authn.State{Status: authn.SignedIn, Carrier: authn.CarrierHeader}
	if machine, err := k.machines.Verify(r.Context(), ra.machine); err == nil {
		outcome.given = newMachineAuth(t, machine)
	} else {
		state = refusedMachine(err)
		k.logCause(r.Context(), &state)
	}
	outcome.state = newAuthState(&state)
	state.RewriteHeader(x.w.Header())
	var ctx context.Context = outcome
	if inner := requestAuthFrom(r.Context()); inner != ra { // another Kit is nearer to the handler
		ctx = innermost{outcome, inner}
	}
	outcome.exchange = x.withRequest(r.WithContext(ctx))
	return outcome.exchange, outcome
}

func refusedMachine(err error) authn.State {
	state := authn.State{Status: authn.SignedOut, Reason: authn.ReasonUnexpectedError, Carrier: authn.CarrierHeader, Cause: err}
	if refusal, ok := errors.AsType[*authn.MachineTokenError](err); ok {
		state.Reason, state.Message = refusal.Reason, refusal.Message
		state.KeysUnavailable = refusal.Unavailable
	}
	return state
}

// isForMachines reports whether a sign-in page would be useless as an answer: the request comes
// from a machine, or the route accepts machine tokens only.
func isForMachines(ra *requestAuth, requirements []Requirement) bool {
	return ra.machine.Type != "" || !slices.Contains(acceptedTokens(requirements), TokenTypeSession)
}

// refuseMachine answers in JSON. Clerk's SDKs answer 401 only. The kit answers 403 to a good
// token without a required scope, because another token with the same scopes would not help
// (RFC 6750, section 3.1).
func (k *Kit) refuseMachine(x exchange, ra *requestAuth, v verdict, requirements []Requirement) error {
	header := x.w.Header()
	switch {
	case v == verdictUnavailable:
		header.Set("Retry-After", retryAfterSeconds)
		return x.writeJSON(http.StatusServiceUnavailable, oneError("authentication_unavailable", "Tokens cannot be verified right now.", ra.state.reason))
	case ra.auth().TokenType.isMachine() && slices.Contains(acceptedTokens(requirements), ra.auth().TokenType):
		header.Set("Www-Authenticate", `Bearer error="insufficient_scope"`)
		return x.writeJSON(http.StatusForbidden, newAPIError(verdictForbidden, ra.auth()))
	}
	reason := machineReason(ra)
	if reason != ra.state.reason {
		authn.State{Status: authn.SignedOut, Reason: authn.Reason(reason)}.RewriteHeader(header)
	}
	header.Set("Www-Authenticate", "Bearer")
	k.challengeOAuth(x, requirements)
	return x.writeJSON(http.StatusUnauthorized, oneError("authentication_invalid", "The request has no token that is accepted here.", reason))
}

// machineReason returns the reason why the request's token is refused, or why a request without
// a token is.
func machineReason(ra *requestAuth) Reason {
	switch {
	case ra.machine.Type != "" && ra.state.reason != "":
		return ra.state.reason
	case ra.state.carrier == authn.CarrierHeader:
		return ReasonTokenTypeMismatch
	default:
		return ReasonNoTokenInHeader
	}
}

// challengeOAuth tells an OAuth client where the instance describes itself
// (RFC 9728), on routes that accept OAuth tokens.
func (k *Kit) challengeOAuth(x exchange, requirements []Requirement) {
	if slices.Contains(acceptedTokens(requirements), TokenTypeOAuth) {
		x.w.Header().Set("Www-Authenticate",
			`Bearer resource_metadata="https://`+k.key.FrontendAPI()+`/.well-known/oauth-protected-resource"`)
	}
}
