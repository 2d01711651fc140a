package authn

import (
	"encoding/json"
	"math"
	"slices"
	"time"
)

// Claims are the claims of a session token, with versions 1 and 2 of Clerk's
// format made alike. A claim of the wrong type is as good as missing.
type Claims struct {
	// Subject is the id of the user ("user_…").
	Subject string
	// SessionID is the id of the session ("sess_…").
	SessionID string
	// SessionStatus is "active", or "pending" while the session has tasks to do
	// and is to be treated as signed out. Old instances leave it empty.
	SessionStatus string
	// Issuer is the instance's Frontend API. It is checked only if Config.Issuers
	// says so: trust comes from the instance's keys.
	Issuer string
	// AuthorizedParty is the origin that the token was made for.
	AuthorizedParty string
	// ExpiresAt is when the token runs out. Zero if the token does not say; such a
	// token is refused.
	ExpiresAt time.Time

	// OrgID, OrgSlug and OrgRole describe the active organization; all empty for
	// a personal account. The role has the form "org:admin".
	OrgID, OrgSlug, OrgRole string
	// OrgPermissions are the custom permissions, as "org:feature:permission".
	OrgPermissions []string
	// Features and Plans have the form "o:slug" or "u:slug", "ou:slug" for both
	// the organization and the user. They are nil as a whole if one is malformed.
	Features, Plans []string

	// FactorVerificationAge is how many minutes ago the first and the second
	// factor were verified, -1 for never. Nil if the token does not say, which is
	// not the same as just now.
	FactorVerificationAge *[2]int
	// Actor is who acts when the user is impersonated, else nil.
	Actor *Actor

	// Raw is the whole payload, for custom claims.
	Raw json.RawMessage
}

// Actor is the act claim.
type Actor struct {
	// Subject is the id of the impersonator.
	Subject string
	// SessionID is the impersonator's session; may be empty.
	SessionID string
	// Issuer and Type are mostly empty.
	Issuer, Type string
}

// claimsReader holds what cannot be judged before all claims are read.
type claimsReader struct {
	version int

	// Version 1.
	orgID, orgSlug, orgRole string
	orgPermissions          []string

	// Version 2.
	org      *organizationClaim
	features string
}

// organizationClaim is the o claim of version 2:
//
//	{"id": "org_…", "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,2"}
type organizationClaim struct {
	id, slug, role, permissions, featurePermissions string
}

func (r *claimsReader) set(t *token, name, value string) {
	switch name {
	case "sub":
		t.claims.Subject, _ = jsonString(value)
	case "sid":
		t.claims.SessionID, _ = jsonString(value)
	case "sts":
		t.claims.SessionStatus, _ = jsonString(value)
	case "iss":
		t.issuer.value, _ = jsonString(value)
		t.issuer.present = !isFalsy(value)
		t.issuer.host = withoutScheme(t.issuer.value)
		t.claims.Issuer = t.issuer.value
	case "azp":
		t.azp, _ = jsonString(value)
		t.claims.AuthorizedParty = t.azp
	case "aud":
		t.audience, t.badAud = readAudience(value)
	case "exp":
		t.exp = readNumericDate(value)
		t.claims.ExpiresAt = t.exp.time()
	case "nbf":
		t.nbf = readNumericDate(value)
	case "iat":
		t.iat = readNumericDate(value)
	case "handshake":
		t.handshake = value
	case "act":
		t.claims.Actor = readActor(value)
	case "fva":
		t.claims.FactorVerificationAge = readFactorVerificationAge(value)
	case "v":
		if n, ok := jsonNumber(value); ok && n == 2 {
			r.version = 2
		}
	case "pla":
		plans, _ := jsonString(value)
		t.claims.Plans = splitScoped(plans)
	case "fea":
		r.features, _ = jsonString(value)
	case "o":
		r.org = readOrganization(value)
	case "org_id":
		r.orgID, _ = jsonString(value)
	case "org_slug":
		r.orgSlug, _ = jsonString(value)
	case "org_role":
		r.orgRole, _ = jsonString(value)
	case "org_permissions":
		r.orgPermissions, _ = jsonStrings(value)
	}
}

// finish puts the organization's claims in place, by version. A version 2 token
// without o is a personal account, whatever older claims it has.
func (r *claimsReader) finish(c *Claims) {
	c.Features = splitScoped(r.features)
	switch {
	case r.version != 2:
		c.OrgID, c.OrgSlug, c.OrgRole = r.orgID, r.orgSlug, r.orgRole
		c.OrgPermissions = r.orgPermissions
	case r.org != nil:
		c.OrgID, c.OrgSlug = r.org.id, r.org.slug
		if r.org.role != "" {
			c.OrgRole = "org:" + r.org.role
		}
		c.OrgPermissions = decodePermissions(c.Features, r.org.permissions, r.org.featurePermissions)
	}
}

func readOrganization(value string) *organizationClaim {
	var org organizationClaim
	ok := jsonMembers(value, func(name, value string) {
		s, _ := jsonString(value)
		switch name {
		case "id":
			org.id = s
		case "slg":
			org.slug = s
		case "rol":
			org.role = s
		case "per":
			org.permissions = s
		case "fpm":
			org.featurePermissions = s
		}
	})
	if !ok {
		return nil
	}
	return &org
}

func readActor(value string) *Actor {
	var actor Actor
	ok := jsonMembers(value, func(name, value string) {
		s, _ := jsonString(value)
		switch name {
		case "sub":
			actor.Subject = s
		case "sid":
			actor.SessionID = s
		case "iss":
			actor.Issuer = s
		case "type":
			actor.Type = s
		}
	})
	if !ok {
		return nil
	}
	return &actor
}

// readFactorVerificationAge wants two numbers of minutes, each -1 or more. A part
// of a minute does not change a comparison with whole minutes.
func readFactorVerificationAge(value string) *[2]int {
	var ages [2]int
	n, valid := 0, true
	isArray := jsonElements(value, func(element string) {
		age, ok := jsonNumber(element)
		valid = valid && ok && n < len(ages) && (age == -1 || age >= 0)
		if valid {
			ages[n] = int(min(age, math.MaxInt32))
		}
		n++
	})
	if !isArray || !valid || n != len(ages) {
		return nil
	}
	return &ages
}

func readNumericDate(value string) numericDate {
	const farthest = 8.64e12 // the last second that JavaScript's Date knows
	n, ok := jsonNumber(value)
	if !ok || math.Abs(n) > farthest {
		return numericDate{present: true}
	}
	return numericDate{present: true, valid: true, seconds: n}
}

// readAudience takes a string or an array of strings; an empty one is none.
func readAudience(value string) (audience []string, malformed bool) {
	if isFalsy(value) {
		return nil, false
	}
	if s, ok := jsonString(value); ok {
		return []string{s}, false
	}
	audience, ok := jsonStrings(value)
	return slices.DeleteFunc(audience, func(s string) bool { return s == "" }), !ok
}

// isFalsy reports whether JavaScript takes the JSON value for false.
func isFalsy(value string) bool {
	switch value {
	case `""`, "null", "false":
		return true
	}
	n, ok := jsonNumber(value)
	return ok && n == 0
}
