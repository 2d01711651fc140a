package sessiontoken

import (
	"encoding/json"
	"time"
)

// Claims are the claims of a session token, in one form for versions 1 and 2 of Clerk's format.
// A claim of the wrong type counts as missing.
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
	// Actor is the impersonator if the user is impersonated, else nil.
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
