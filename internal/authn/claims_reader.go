package authn

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
