package authn

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// TokenType names what a token stands for, in Clerk's words.
type TokenType string

// The types of tokens. All but the first are machine tokens.
const (
	SessionToken TokenType = "session_token"
	APIKey       TokenType = "api_key"
	M2MToken     TokenType = "m2m_token"
	OAuthToken   TokenType = "oauth_token"
)

// MachineToken is a machine token as it was sent; nothing about it is verified.
type MachineToken struct {
	Type   TokenType
	opaque string
	jwt    *sessiontoken.Token // nil for an opaque one
}

// Machine describes a verified machine token. The first five fields are those of
// clerkhtmx.Machine, which documents them.
type Machine struct {
	ID, Subject, Name, ClientID string
	Scopes                      []string

	// Audience is the aud of an opaque OAuth token, for Verify to check.
	Audience []string
	// ExpiresAt is when the token runs out, zero for never.
	ExpiresAt time.Time
	// Claims is the object of custom claims, nil for none.
	Claims json.RawMessage
}

// MachineBackend asks Clerk about an opaque token of the given type. Its errors
// are [*MachineTokenError].
type MachineBackend interface {
	VerifyMachineToken(ctx context.Context, t TokenType, secret string) (Machine, error)
}

// MachineTokenError is the refusal of a machine token.
type MachineTokenError struct {
	// Reason is one of the four that Clerk's backend has for machine tokens (token-invalid,
	// token-verification-failed, secret-key-invalid and unexpected-error), or the reason why
	// Clerk's keys are unavailable.
	Reason Reason
	// Message explains Reason for a developer and may be sent to the client.
	Message string
	// Unavailable reports that Clerk could not be asked. It says nothing about the token.
	Unavailable bool
	// Err is the cause, may be nil. It holds no part of the token.
	Err error
}

func (e *MachineTokenError) Error() string {
	text := "authn: machine token: " + e.Message + " (reason=" + string(e.Reason) + ")"
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *MachineTokenError) Unwrap() error { return e.Err }

// MachineAuthenticator verifies machine tokens: JWTs with the keys of an [Authenticator],
// opaque ones by asking Clerk. It does not keep Clerk's answers, so that every replica refuses
// a revoked token at once, and no secret stays in memory.
type MachineAuthenticator struct {
	auth    *Authenticator
	backend MachineBackend
}

// NewMachineAuthenticator makes a MachineAuthenticator for the instance of a.
func NewMachineAuthenticator(a *Authenticator, backend MachineBackend) *MachineAuthenticator {
	return &MachineAuthenticator{auth: a, backend: backend}
}

const (
	// maxOpaqueTokenSize bounds what is sent to Clerk. Its opaque tokens have less
	// than 100 characters.
	maxOpaqueTokenSize = 512
	// machineTimeout bounds a verification, whatever the HTTP client allows.
	machineTimeout = 5 * time.Second
)

// Token returns the machine token of an Authorization header, if state says that the header
// does not hold a session token. It returns nil for a header without one. It is cheap even for
// garbage.
func (m *MachineAuthenticator) Token(state *State, authorization string) *MachineToken {
	if state.Status != SignedOut || state.Carrier != CarrierHeader {
		return nil
	}
	raw := (&Request{Authorization: authorization}).bearer()
	switch state.Reason {
	case ReasonTokenInvalid:
		if t := opaqueTokenType(raw); t != "" {
			return &MachineToken{Type: t, opaque: raw}
		}
	case ReasonTokenTypeMismatch:
		t, err := m.auth.tokens.Parse(raw)
		if err == nil && machineTokenType(t) != "" {
			return &MachineToken{Type: machineTokenType(t), jwt: t}
		}
	}
	return nil
}

// opaqueTokenType returns the type for the prefix of raw, or "" if there is none. No JWT starts
// with one of these prefixes.
func opaqueTokenType(raw string) TokenType {
	switch {
	case strings.HasPrefix(raw, "ak_"):
		return APIKey
	case strings.HasPrefix(raw, "mt_"):
		return M2MToken
	case strings.HasPrefix(raw, "oat_"):
		return OAuthToken
	default:
		return ""
	}
}

// Verify checks that t is good now. The error is a [*MachineTokenError].
func (m *MachineAuthenticator) Verify(ctx context.Context, t MachineToken) (Machine, error) {
	ctx, cancel := context.WithTimeout(ctx, machineTimeout)
	defer cancel()
	if t.Type != "" && t.jwt != nil {
		return m.verifyJWT(ctx, t.jwt)
	}
	if t.Type == "" || len(t.opaque) > maxOpaqueTokenSize || !isBearerText(t.opaque) {
		return Machine{}, invalidMachine(errNoMachine)
	}
	machine, err := m.backend.VerifyMachineToken(ctx, t.Type, t.opaque)
	if err != nil {
		return Machine{}, err
	}
	if t.Type == OAuthToken {
		if err := m.auth.tokens.VerifyOAuthAudience(machine.Audience); err != nil {
			return Machine{}, refusedMachine(err)
		}
	}
	return machine, nil
}

// isBearerText reports whether raw has only characters of a bearer token (RFC 6750, section
// 2.1).
func isBearerText(raw string) bool {
	for i := range len(raw) {
		switch c := raw[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~+/=", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// invalidMachine makes the refusal of a token that does not have the form of a machine token.
func invalidMachine(err *sessiontoken.Error) *MachineTokenError {
	return &MachineTokenError{Reason: ReasonTokenInvalid, Message: err.Text}
}

// refusedMachine makes the refusal of a machine token. As in Clerk's backend, there is one
// reason for all refusals, except that unavailable keys keep their own.
func refusedMachine(err *sessiontoken.Error) *MachineTokenError {
	refusal := &MachineTokenError{Reason: ReasonTokenVerificationFailed, Message: err.Text, Err: err.Cause}
	if err.KeysUnavailable() {
		refusal.Reason, refusal.Unavailable = Reason(err.Reason), true
	}
	return refusal
}
