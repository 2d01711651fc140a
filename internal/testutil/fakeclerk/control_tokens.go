package fakeclerk

import (
	"maps"
	"time"
)

// SetTokenTTL changes the life of session tokens minted from now on.
func (c *Clerk) SetTokenTTL(ttl time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokenTTL = ttl
}

// TokenParams says which token to mint.
type TokenParams struct {
	// SessionID is the session that the token is for. Required. The session may have ended.
	SessionID string
	// OrganizationID is the active organization. Default: the session's.
	OrganizationID string
	// Template, when set, makes a JWT-template token instead of a session token. Any name will do.
	Template string
	// Origin is the azp claim. Default Config.Origin; without either there is no azp.
	Origin string
	// IssuedAt is iat, and the base of nbf and exp. Default now.
	IssuedAt time.Time
	// ExpiresAt is exp. Default IssuedAt and the token's usual life.
	ExpiresAt time.Time
	// Claims are put on top; nil removes a claim.
	Claims map[string]any
	// Header is put on top of the JOSE header; nil removes an entry.
	Header map[string]any
}

// MintToken signs a token with the given parameters, even if they contradict each other.
func (c *Clerk) MintToken(p TokenParams) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions.get(p.SessionID)
	if s == nil {
		return "", unknown("session", p.SessionID)
	}
	if p.IssuedAt.IsZero() {
		p.IssuedAt = c.now()
	}
	if p.Origin == "" {
		p.Origin = c.cfg.Origin
	}
	if p.OrganizationID == "" {
		p.OrganizationID = s.orgID
	}
	header, claims := sessionHeader(p.IssuedAt), c.sessionClaims(s, p.OrganizationID, p.Origin, p.IssuedAt)
	if p.Template != "" {
		header["cat"], claims = categoryTemplate, c.baseClaims(s.userID, p.Origin, p.IssuedAt)
	}
	if !p.ExpiresAt.IsZero() {
		claims["exp"] = p.ExpiresAt.Unix()
	}
	maps.Copy(header, p.Header)
	overlay(claims, p.Claims)
	return c.signer.sign(header, claims)
}
