package fakeclerk

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

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

// machineToken is an opaque token; its JWT form is kept nowhere.
type machineToken struct {
	MachineToken
	kind      machineKind
	revoked   bool
	createdAt time.Time
}

// machineTokenJSON has the fields of all three kinds; Clerk's have some less.
type machineTokenJSON struct {
	Object           string         `json:"object"`
	ID               string         `json:"id"`
	Type             string         `json:"type"`
	Name             string         `json:"name,omitempty"`
	ClientID         string         `json:"client_id,omitempty"`
	Subject          string         `json:"subject"`
	Scopes           []string       `json:"scopes"`
	Audience         []string       `json:"aud,omitempty"`
	Claims           map[string]any `json:"claims"`
	Revoked          bool           `json:"revoked"`
	RevocationReason *string        `json:"revocation_reason"`
	Expired          bool           `json:"expired"`
	Expiration       *int64         `json:"expiration"`
	CreatedAt        int64          `json:"created_at"`
	UpdatedAt        int64          `json:"updated_at"`
}

func (t *machineToken) json() machineTokenJSON {
	answer := machineTokenJSON{
		Object: t.kind.object, ID: t.ID, Type: t.kind.object, Name: t.Name, ClientID: t.ClientID, Subject: t.Subject,
		Scopes: append([]string{}, t.Scopes...), Audience: t.Audience, Claims: t.Claims,
		CreatedAt: t.createdAt.UnixMilli(), UpdatedAt: t.createdAt.UnixMilli(),
	}
	if !t.ExpiresAt.IsZero() {
		answer.Expiration = new(t.ExpiresAt.UnixMilli())
	}
	return answer
}

func (c *Clerk) machineRoutes(mux *http.ServeMux) {
	for path, kind := range map[string]machineKind{
		"/api_keys/verify":                         apiKeyKind(),
		"/m2m_tokens/verify":                       m2mKind(),
		"/oauth_applications/access_tokens/verify": oauthKind(),
	} {
		mux.Handle(backendPattern("POST "+path), c.backend(verifyMachineToken(kind)))
	}
}

// verifyMachineToken gives the same answer for a token that never existed and for one that has
// ended.
func verifyMachineToken(kind machineKind) handler {
	return func(c *call) (any, error) {
		var body map[string]string
		if err := c.decode(&body); err != nil {
			return nil, err
		}
		text := body[kind.field]
		if text == "" {
			return nil, missingParam(kind.field)
		}
		t := c.machineTokens.find(func(t *machineToken) bool { return t.kind == kind && t.Token == text })
		if t == nil || t.revoked || !t.ExpiresAt.IsZero() && !c.now.Before(t.ExpiresAt) {
			return nil, notFound(kind.noun)
		}
		return t.json(), nil
	}
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

// CreateAPIKey makes an API key, which is always opaque.
func (c *Clerk) CreateAPIKey(p MachineToken) (MachineToken, error) {
	if p.JWT {
		return MachineToken{}, fmt.Errorf("fakeclerk: an API key cannot be a JWT")
	}
	return c.createMachineToken(apiKeyKind(), p, nil, nil)
}

// CreateM2MToken makes a token for one machine to talk to others.
func (c *Clerk) CreateM2MToken(p MachineToken) (MachineToken, error) {
	header := map[string]any{"cat": categoryM2M}
	claims := map[string]any{"aud": p.Scopes, "scopes": strings.Join(p.Scopes, " ")}
	return c.createMachineToken(m2mKind(), p, header, claims)
}

// CreateOAuthToken makes an access token of an OAuth application.
func (c *Clerk) CreateOAuthToken(p MachineToken) (MachineToken, error) {
	header := map[string]any{"typ": "at+jwt"}
	claims := map[string]any{"client_id": p.ClientID, "scope": strings.Join(p.Scopes, " ")}
	if len(p.Audience) > 0 {
		claims["aud"] = p.Audience
	}
	return c.createMachineToken(oauthKind(), p, header, claims)
}

func (c *Clerk) createMachineToken(kind machineKind, p MachineToken, header, claims map[string]any) (MachineToken, error) {
	if p.Subject == "" {
		return MachineToken{}, fmt.Errorf("fakeclerk: a machine token needs a Subject")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.ID == "" {
		p.ID = newID(kind.idPrefix)
	}
	now := c.now()
	if p.JWT {
		var err error
		p.Token, err = c.mintMachineToken(p, header, claims, now)
		return p, err
	}
	p.Token = newID(kind.prefix)
	c.machineTokens.put(p.ID, &machineToken{MachineToken: p, kind: kind, createdAt: now})
	return p, nil
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

// RevokeMachineToken ends an opaque token. A JWT cannot be revoked.
func (c *Clerk) RevokeMachineToken(id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.machineTokens.get(id)
	if t == nil {
		return unknown("opaque machine token", id)
	}
	t.revoked = true
	return nil
}
