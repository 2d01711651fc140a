package fakeclerk

import (
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
