package sessiontoken

// claimsReader holds the claims that can be judged only after all claims are read.
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

func (r *claimsReader) set(t *Token, name, value string) {
	switch name {
	case "sub":
		t.claims.Subject, _ = JSONString(value)
	case "sid":
		t.claims.SessionID, _ = JSONString(value)
	case "sts":
		t.claims.SessionStatus, _ = JSONString(value)
	case "iss":
		t.issuer.value, _ = JSONString(value)
		t.issuer.present = !isFalsy(value)
		t.issuer.host = withoutScheme(t.issuer.value)
		t.claims.Issuer = t.issuer.value
	case "azp":
		t.azp, _ = JSONString(value)
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
		t.claims.Actor = readStrings(value, (*Actor).member)
	case "fva":
		t.claims.FactorVerificationAge = readFactorVerificationAge(value)
	case "v":
		if n, ok := jsonNumber(value); ok && n == 2 {
			r.version = 2
		}
	case "pla":
		plans, _ := JSONString(value)
		t.claims.Plans = splitScoped(plans)
	case "fea":
		r.features, _ = JSONString(value)
	case "o":
		r.org = readStrings(value, (*organizationClaim).member)
	case "org_id":
		r.orgID, _ = JSONString(value)
	case "org_slug":
		r.orgSlug, _ = JSONString(value)
	case "org_role":
		r.orgRole, _ = JSONString(value)
	case "org_permissions":
		r.orgPermissions, _ = JSONStrings(value)
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

// member returns where the member of this name goes, nil for nowhere.
func (o *organizationClaim) member(name string) *string {
	switch name {
	case "id":
		return &o.id
	case "slg":
		return &o.slug
	case "rol":
		return &o.role
	case "per":
		return &o.permissions
	case "fpm":
		return &o.featurePermissions
	default:
		return nil
	}
}

// member returns where the member of this name goes, nil for nowhere.
func (a *Actor) member(name string) *string {
	switch name {
	case "sub":
		return &a.Subject
	case "sid":
		return &a.SessionID
	case "iss":
		return &a.Issuer
	case "type":
		return &a.Type
	default:
		return nil
	}
}

// readStrings reads a claim that is an object of strings. Members of other types stay
// empty. It returns nil for what is not an object.
func readStrings[T any](value string, member func(*T, string) *string) *T {
	object := new(T)
	isObject := JSONMembers(value, func(name, value string) {
		if into := member(object, name); into != nil {
			*into, _ = JSONString(value)
		}
	})
	if !isObject {
		return nil
	}
	return object
}
