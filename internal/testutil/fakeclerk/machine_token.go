package fakeclerk

import "time"

// categoryM2M is the cat header of M2M tokens.
const categoryM2M = "cl_B7d4PD333AAA"

// machineKind is one of Clerk's kinds of machine tokens.
type machineKind struct {
	object   string // in answers
	idPrefix string
	prefix   string // of the opaque token
	field    string // that carries it in a request to verify it
	noun     string
}

func apiKeyKind() machineKind { return machineKind{"api_key", "ak", "ak", "secret", "API key"} }

func m2mKind() machineKind {
	return machineKind{"machine_to_machine_token", "mt", "mt", "token", "Machine token"}
}

func oauthKind() machineKind {
	return machineKind{"clerk_idp_oauth_access_token", "oat", "oat", "access_token", "OAuth token"}
}

// MachineToken is a token of a machine, opaque or a JWT.
type MachineToken struct {
	ID        string   // default: random
	Subject   string   // user_…, org_… or mch_…; required
	Name      string   // of an API key
	ClientID  string   // of an OAuth token
	Scopes    []string // of an M2M token: machines
	Audience  []string // of an OAuth token
	Claims    map[string]any
	ExpiresAt time.Time // default: never, for a JWT in an hour
	JWT       bool      // an M2M or OAuth token that is verified without Clerk
	Token     string    // the secret; filled in
}

// machineToken is an opaque token; its JWT form is kept nowhere.
type machineToken struct {
	MachineToken
	kind      machineKind
	revoked   bool
	createdAt time.Time
}

func (c *Clerk) mintMachineToken(p MachineToken, header, claims map[string]any, now time.Time) (string, error) {
	expiresAt := p.ExpiresAt
	if expiresAt.IsZero() {
		expiresAt = now.Add(time.Hour)
	}
	all := c.baseClaims(p.Subject, "", now)
	all["jti"], all["exp"] = p.ID, expiresAt.Unix()
	overlay(all, p.Claims)
	overlay(all, claims)
	return c.signer.sign(header, all)
}
