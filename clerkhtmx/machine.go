package clerkhtmx

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
)

// TokenType names what a token stands for, in Clerk's words.
type TokenType string

// The types of tokens. All but the first are machine tokens: they are sent in the
// Authorization header, never in cookies, and stand for a program.
const (
	// TokenTypeSession is a person's session.
	TokenTypeSession TokenType = "session_token"
	// TokenTypeAPIKey is an API key that a user or an organization made ("ak_…").
	TokenTypeAPIKey TokenType = "api_key"
	// TokenTypeM2M is a token between one's own machines ("mt_…" or a JWT).
	TokenTypeM2M TokenType = "m2m_token"
	// TokenTypeOAuth is an access token that an OAuth application got from a user
	// ("oat_…" or a JWT).
	TokenTypeOAuth TokenType = "oauth_token"
)

func (t TokenType) isMachine() bool { return t != "" && t != TokenTypeSession }

// Machine describes a verified machine token. It is the zero value for people.
type Machine struct {
	// ID is the token's id. It is not secret, so it can be logged. It is empty if a JWT has
	// none.
	ID string
	// Subject is the id of the user ("user_…") or organization ("org_…") that the token stands
	// for or, for an M2M token, of the machine that sends it ("mch_…").
	Subject string
	// Name is the name of an API key.
	Name string
	// ClientID is the OAuth application that an OAuth token was issued to.
	ClientID string
	// Scopes are the permissions of the token. The scopes of an M2M token are the
	// machines that it may be sent to.
	Scopes []string
}

// APIKey requires a Clerk API key with all of the given scopes. A route without this
// requirement refuses API keys without asking Clerk.
//
//	e.GET("/api/invoices", list, kit.Protect(clerkhtmx.APIKey("invoices:read")))
//	e.GET("/invoices", list, kit.Protect(clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.APIKey("invoices:read"))))
//
// As in Clerk's SDKs, a machine is not signed in and has no role, permission, feature or plan.
// So combine this requirement with those for people only within [Any]. Only [Kit.Protect]
// accepts machine tokens; a [Fragment] is for people.
func APIKey(scopes ...string) Requirement { return machineToken(TokenTypeAPIKey, scopes) }

// M2MToken requires a machine-to-machine token with all of the given scopes. Scopes are ids of
// machines: give the application's own id to refuse tokens that are meant for other machines.
// [Config].MachineSecretKey does the same for opaque tokens. See [APIKey].
func M2MToken(scopes ...string) Requirement { return machineToken(TokenTypeM2M, scopes) }

// OAuthToken requires an OAuth access token with all of the given scopes, such as
// "email". Refusals point to the instance's OAuth metadata (RFC 9728), which is how
// MCP clients find where to sign in. See [APIKey].
func OAuthToken(scopes ...string) Requirement { return machineToken(TokenTypeOAuth, scopes) }

func machineToken(t TokenType, scopes []string) Requirement {
	scopes = slices.Clone(scopes)
	return Requirement{
		tokens: []TokenType{t},
		condition: func(a Auth) bool {
			return a.TokenType == t && !slices.ContainsFunc(scopes, func(scope string) bool {
				return !slices.Contains(a.Machine.Scopes, scope)
			})
		},
	}
}

// acceptedTokens returns the types of tokens that can meet all of the requirements, like the
// acceptsToken option of Clerk's SDKs. Clerk is not asked about a token of another type.
func acceptedTokens(requirements []Requirement) []TokenType {
	if len(requirements) == 0 {
		return []TokenType{TokenTypeSession}
	}
	accepted := slices.Clone(requirements[0].acceptedTokens())
	for _, r := range requirements[1:] {
		types := r.acceptedTokens()
		accepted = slices.DeleteFunc(accepted, func(t TokenType) bool { return !slices.Contains(types, t) })
	}
	return accepted
}

// acceptedTokens returns the types of tokens that can meet r. A requirement that names no token
// type accepts session tokens only.
func (r Requirement) acceptedTokens() []TokenType {
	if r.tokens == nil {
		return []TokenType{TokenTypeSession}
	}
	return r.tokens
}

func newMachineAuth(t TokenType, m authn.Machine) *Auth {
	auth := &Auth{
		TokenType: t,
		Machine:   Machine{ID: m.ID, Subject: m.Subject, Name: m.Name, ClientID: m.ClientID, Scopes: m.Scopes},
		ExpiresAt: m.ExpiresAt,
		raw:       m.Claims,
	}
	switch {
	case strings.HasPrefix(m.Subject, "user_"):
		auth.UserID = m.Subject
	case strings.HasPrefix(m.Subject, "org_"):
		auth.OrgID = m.Subject
	}
	return auth
}

// machineToken returns the request's machine token, nil without one, and sets the reason of its
// state to token-type-mismatch. Where Clerk's backend expects a session, it takes a machine token for a
// malformed session token. Its middlewares accept any type, as the kit does, and leave the
// decision to the route.
func (k *Kit) machineToken(state *authn.State, authorization string) *authn.MachineToken {
	token := k.machines.Token(state, authorization)
	if token != nil {
		state.Reason, state.Message = authn.ReasonTokenTypeMismatch, ""
	}
	return token
}

// authenticateMachine verifies the request's machine token if the route accepts its type. No
// other code asks Clerk about machine tokens, so a token that is sent to another route costs no
// call. The outcome holds for the rest of the request.
func (k *Kit) authenticateMachine(x exchange, ra *requestAuth, accepted []TokenType) (exchange, *requestAuth) {
	t := ra.machineType()
	if !t.isMachine() || ra.machineVerified || !slices.Contains(accepted, t) {
		return x, ra
	}
	r := x.r
	outcome := &requestAuth{
		Context: r.Context(), kit: k, attached: true, machine: ra.machine, machineVerified: true,
		response: ra.response, guards: ra.guards, becomesPage: ra.becomesPage,
	}
	outcome.consulted.Store(true)
	state := authn.State{Status: authn.SignedIn, Carrier: authn.CarrierHeader}
	if machine, err := k.machines.Verify(r.Context(), *ra.machine); err == nil {
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
	return ra.machine != nil || !slices.Contains(acceptedTokens(requirements), TokenTypeSession)
}

// refuseMachine answers in JSON. Clerk's SDKs answer 401 only. The kit answers 403 to a good
// token without a required scope, because another token with the same scopes would not help
// (RFC 6750, section 3.1).
func (k *Kit) refuseMachine(x exchange, ra *requestAuth, d decision, requirements []Requirement) error {
	header := x.w.Header()
	switch {
	case d == decisionUnavailable:
		header.Set("Retry-After", retryAfterSeconds)
		return x.writeJSON(http.StatusServiceUnavailable, oneError("authentication_unavailable", "Tokens cannot be verified right now.", ra.state.reason))
	case ra.auth().TokenType.isMachine() && slices.Contains(acceptedTokens(requirements), ra.auth().TokenType):
		header.Set("Www-Authenticate", `Bearer error="insufficient_scope"`)
		return x.writeJSON(http.StatusForbidden, newAPIError(decisionForbidden, ra.auth()))
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
	case ra.machine != nil && ra.state.reason != "":
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
