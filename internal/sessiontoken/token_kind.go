package sessiontoken

import "strings"

// Token categories, in the header member cat. Clerk signs tokens for all kinds of
// uses with one key.
const (
	categorySession = "cl_B7d4PD111AAA"
	categoryIgnore  = "cl_I7d4PD111III"
)

// IsSession reports whether the token is meant to stand for a session: not one
// for machines, nor one made from a JWT template for some third party.
func (t *Token) IsSession() bool {
	switch {
	case t.header.cat.present && t.header.cat.value != categorySession && t.header.cat.value != categoryIgnore:
		return false
	default:
		return !t.IsM2M() && !t.IsOAuth()
	}
}

// IsM2M reports whether the token stands for a machine.
func (t *Token) IsM2M() bool { return strings.HasPrefix(t.claims.Subject, machineSubject) }

// IsOAuth reports whether the token is an OAuth access token, and not a machine's.
func (t *Token) IsOAuth() bool { return !t.IsM2M() && t.header.isAccessToken() }

// isPlain reports whether typ is that of a session token, or missing.
func (h *header) isPlain() bool { return !h.typ.present || h.typ.value == "JWT" }

// isAccessToken reports whether typ is that of an OAuth access token (RFC 9068, section 2.1).
func (h *header) isAccessToken() bool {
	return h.typ.value == "at+jwt" || h.typ.value == "application/at+jwt"
}
