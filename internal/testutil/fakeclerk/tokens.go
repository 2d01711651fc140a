package fakeclerk

import (
	"maps"
	"strings"
	"time"
)

// Categories in the cat header of Clerk's tokens.
const (
	categorySession  = "cl_B7d4PD111AAA"
	categoryTemplate = "cl_B7d4PD222AAA"
)

type tokenJSON struct {
	Object string `json:"object"`
	JWT    string `json:"jwt"`
}

// mintSession signs a session token for the session as it stands.
func (c *Clerk) mintSession(s *session, orgID, origin string, now time.Time) (string, error) {
	return c.signer.sign(sessionHeader(now), c.sessionClaims(s, orgID, origin, now))
}

// sessionHeader has oiat, by which clerk-js tells the fresher of two tokens.
func sessionHeader(now time.Time) map[string]any {
	return map[string]any{"cat": categorySession, "oiat": now.Unix()}
}

// sessionClaims is a version 2 session token.
func (c *Clerk) sessionClaims(s *session, orgID, origin string, now time.Time) map[string]any {
	claims := c.baseClaims(s.userID, origin, now)
	claims["sid"] = s.id
	claims["sts"] = s.tokenStatus()
	claims["fva"] = s.factorVerificationAge(now)
	claims["v"] = 2
	if m := c.membershipOf(orgID, s.userID); m != nil {
		organization := map[string]any{"id": m.orgID, "rol": strings.TrimPrefix(m.role, "org:"), "slg": c.organizations.get(m.orgID).slug}
		if p := encodePermissions(m.permissions); p.features != "" {
			claims["fea"] = p.features
			organization["per"] = p.permissions
			organization["fpm"] = p.mapping
		}
		claims["o"] = organization
	}
	return claims
}

// baseClaims are in every token.
func (c *Clerk) baseClaims(userID, origin string, now time.Time) map[string]any {
	claims := map[string]any{
		"iss": c.cfg.Issuer,
		"sub": userID,
		"iat": now.Unix(),
		"nbf": now.Unix() - 10,
		"exp": now.Add(c.tokenTTL).Unix(),
		"jti": newID("jti"),
	}
	if origin != "" {
		claims["azp"] = origin
	}
	return claims
}

// mintTemplate signs a token from a JWT template, which is not a session token: its category
// says so, and it has no sid.
func (c *Clerk) mintTemplate(s *session, origin string, now time.Time) (string, error) {
	header := map[string]any{"cat": categoryTemplate, "oiat": now.Unix()}
	return c.signer.sign(header, c.baseClaims(s.userID, origin, now))
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

// overlay sets the changes in target; nil removes.
func overlay(target, changes map[string]any) {
	for name, value := range changes {
		if value == nil {
			delete(target, name)
			continue
		}
		target[name] = value
	}
}
