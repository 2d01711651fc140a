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

func (m *MachineAuthenticator) verifyJWT(ctx context.Context, raw string) (Machine, error) {
	t, err := m.parse(raw)
	if err != nil {
		return Machine{}, invalidMachine(err)
	}
	switch t.machineTokenType() {
	case M2MToken:
		if t.header.cat.present && t.header.cat.value != categoryM2M {
			return Machine{}, invalidMachine(errM2MCategory)
		}
		err = m.verifyM2M(ctx, t)
	case OAuthToken:
		err = m.verifyOAuth(ctx, t)
	default:
		return Machine{}, invalidMachine(errNoMachine)
	}
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

// machine reads the claims of a verified machine token.
func (t *token) machine() Machine {
	machine := Machine{Subject: t.claims.Subject}
	var scp, scope, scopes, custom []string
	jsonMembers(string(t.claims.Raw), func(name, value string) {
		switch name {
		case "jti":
			machine.ID, _ = jsonString(value)
		case "client_id":
			machine.ClientID, _ = jsonString(value)
		case "scp":
			scp, _ = jsonStrings(value)
		case "scope":
			scope = splitScopes(value)
		case "scopes":
			scopes = splitScopes(value)
		}
		if !isRegisteredClaim(name) {
			quoted, _ := json.Marshal(name) // a string cannot fail
			custom = append(custom, string(quoted)+":"+value)
		}
	})
	if t.machineTokenType() == OAuthToken {
		machine.Scopes = firstList(scp, scope)
		return machine
	}
	machine.ClientID, machine.Scopes = "", firstList(scopes, t.audience)
	if len(custom) > 0 {
		machine.Claims = json.RawMessage("{" + strings.Join(custom, ",") + "}")
	}
	return machine
}

// isRegisteredClaim: the claim is no custom one. As in Clerk's SDKs, aud and scopes
// count as custom.
func isRegisteredClaim(name string) bool {
	switch name {
	case "iss", "sub", "exp", "nbf", "iat", "jti":
		return true
	default:
		return false
	}
}

// splitScopes splits a claim of scopes at the spaces; nil if it is no string.
func splitScopes(value string) []string {
	s, ok := jsonString(value)
	if !ok {
		return nil
	}
	return append([]string{}, strings.Fields(s)...)
}

// firstList returns a unless the token does not have it.
func firstList(a, b []string) []string {
	if a != nil {
		return a
	}
	return b
}
