package clerkhtmx

import (
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
