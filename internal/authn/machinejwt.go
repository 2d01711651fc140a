package authn

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// categoryM2M is the cat of M2M tokens. Clerk accepts some that have none.
const categoryM2M = "cl_B7d4PD333AAA"

// machineSubject starts the id of a machine.
const machineSubject = "mch_"

var (
	errNoMachine   = newTokenError(ReasonTokenInvalid, "The token is not a machine token.")
	errM2MCategory = newTokenError(ReasonTokenInvalid, "The token's cat is not that of an M2M token.")
)

// machineTokenType tells what kind of machine token a JWT is; empty for none, such
// as one made from a JWT template.
func (t *token) machineTokenType() TokenType {
	switch {
	case strings.HasPrefix(t.claims.Subject, machineSubject):
		return M2MToken
	case t.header.isAccessToken():
		return OAuthToken
	default:
		return ""
	}
}

// isAccessToken: typ is that of an OAuth access token (RFC 9068, section 2.1).
func (h *tokenHeader) isAccessToken() bool {
	return h.typ.value == "at+jwt" || h.typ.value == "application/at+jwt"
}

func (m *MachineAuthenticator) verifyJWT(ctx context.Context, t *token) (Machine, error) {
	verify := m.verifyOAuth
	if t.machineTokenType() == M2MToken {
		if t.header.cat.present && t.header.cat.value != categoryM2M {
			return Machine{}, invalidMachine(errM2MCategory)
		}
		verify = m.verifyM2M
	}
	err := verify(ctx, t)
	if err == nil && len(m.issuers) > 0 && !slices.Contains(m.issuers, t.issuer.value) {
		err = errIssuer
	}
	if err == nil {
		err = t.verifyTimes(m.now().UnixMilli(), m.clockSkew.Milliseconds())
	}
	if err != nil {
		return Machine{}, refusedMachine(err)
	}
	return t.machine(), nil
}

// verifyM2M has no authorized parties to check: azp is an origin, and a machine is
// none.
func (m *MachineAuthenticator) verifyM2M(ctx context.Context, t *token) *tokenError {
	if err := m.verifySigned(ctx, t, (*tokenHeader).isPlain); err != nil {
		return err
	}
	if len(m.audience) > 0 && !t.meantFor(m.audience) {
		return errAudience
	}
	return nil
}

func (m *MachineAuthenticator) verifyOAuth(ctx context.Context, t *token) *tokenError {
	if err := m.verifySigned(ctx, t, (*tokenHeader).isAccessToken); err != nil {
		return err
	}
	if t.claims.Subject == "" {
		return errSubject
	}
	if t.badAud || !m.meantForUs(t.audience) {
		return errAudience
	}
	return nil
}

// machine reads the claims of a verified machine token. What is no text, or no list
// of texts, grants nothing, nor does it make another claim count in its place.
func (t *token) machine() Machine {
	claims := map[string]json.RawMessage{}
	jsonMembers(string(t.claims.Raw), func(name, value string) { claims[name] = json.RawMessage(value) })

	machine := Machine{Subject: t.claims.Subject, ID: textOf(claims["jti"]), ExpiresAt: t.claims.ExpiresAt}
	if t.machineTokenType() == OAuthToken {
		machine.ClientID = textOf(claims["client_id"])
		if isPresent(claims["scp"]) {
			machine.Scopes, _ = jsonStrings(string(claims["scp"]))
		} else {
			machine.Scopes = splitScopes(textOf(claims["scope"]))
		}
		return machine
	}
	if isPresent(claims["scopes"]) {
		machine.Scopes = splitScopes(textOf(claims["scopes"]))
	} else {
		machine.Scopes = t.audience
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

// isPresent: as in JavaScript, null is no value.
func isPresent(claim json.RawMessage) bool { return len(claim) > 0 && string(claim) != "null" }

// textOf is empty for what is no text.
func textOf(claim json.RawMessage) string {
	text, _ := jsonString(string(claim))
	return text
}

// splitScopes splits at spaces and nothing else (RFC 6749, section 3.3).
func splitScopes(text string) []string {
	if text == "" {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
}
