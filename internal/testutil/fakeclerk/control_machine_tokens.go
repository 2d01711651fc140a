package fakeclerk

import (
	"fmt"
	"strings"
)

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
