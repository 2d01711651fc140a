package authn

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// categoryM2M is the cat of M2M tokens. Clerk accepts some that have none.
const categoryM2M = "cl_B7d4PD333AAA"

var (
	errNoMachine   = sessiontoken.NewError(sessiontoken.ReasonTokenInvalid, "The token is not a machine token.")
	errM2MCategory = sessiontoken.NewError(sessiontoken.ReasonTokenInvalid, "The token's cat is not that of an M2M token.")
)

// machineTokenType tells what kind of machine token a JWT is; empty for none, such
// as one made from a JWT template.
func machineTokenType(t *sessiontoken.Token) TokenType {
	switch {
	case t.IsM2M():
		return M2MToken
	case t.IsOAuth():
		return OAuthToken
	default:
		return ""
	}
}

func (m *MachineAuthenticator) verifyJWT(ctx context.Context, t *sessiontoken.Token) (Machine, error) {
	verify := m.auth.tokens.VerifyOAuth
	if t.IsM2M() {
		if cat, present := t.Category(); present && cat != categoryM2M {
			return Machine{}, invalidMachine(errM2MCategory)
		}
		verify = m.auth.tokens.VerifyM2M
	}
	if err := verify(ctx, t, m.auth.now(), m.auth.clockSkew); err != nil {
		return Machine{}, refusedMachine(err)
	}
	return machineOf(t), nil
}

// machineOf reads the claims of a verified machine token. What is no text, or no list
// of texts, grants nothing, nor does it make another claim count in its place.
func machineOf(t *sessiontoken.Token) Machine {
	claims := map[string]json.RawMessage{}
	sessiontoken.JSONMembers(string(t.Claims().Raw), func(name, value string) { claims[name] = json.RawMessage(value) })

	machine := Machine{Subject: t.Claims().Subject, ID: textOf(claims["jti"]), ExpiresAt: t.Claims().ExpiresAt}
	if t.IsOAuth() {
		machine.ClientID = textOf(claims["client_id"])
		if isPresent(claims["scp"]) {
			machine.Scopes, _ = sessiontoken.JSONStrings(string(claims["scp"]))
		} else {
			machine.Scopes = splitScopes(textOf(claims["scope"]))
		}
		return machine
	}
	if isPresent(claims["scopes"]) {
		machine.Scopes = splitScopes(textOf(claims["scopes"]))
	} else {
		machine.Scopes = t.Audience()
	}
	machine.Claims = customClaims(claims)
	return machine
}

// customClaims are all but the registered ones. As in Clerk's SDKs, aud and scopes
// count as custom.
func customClaims(claims map[string]json.RawMessage) json.RawMessage {
	for _, registered := range []string{"iss", "sub", "exp", "nbf", "iat", "jti"} {
		delete(claims, registered)
	}
	if len(claims) == 0 {
		return nil
	}
	custom, _ := json.Marshal(claims) // it came from valid JSON
	return custom
}

// isPresent reports whether the claim has a value. As in JavaScript, null is not a value.
func isPresent(claim json.RawMessage) bool { return len(claim) > 0 && string(claim) != "null" }

// textOf returns the text of a claim, or "" if the claim is not text.
func textOf(claim json.RawMessage) string {
	text, _ := sessiontoken.JSONString(string(claim))
	return text
}

// splitScopes splits at spaces and nothing else (RFC 6749, section 3.3).
func splitScopes(text string) []string {
	if text == "" {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
}
