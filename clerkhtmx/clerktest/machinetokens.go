package clerktest

import (
	"time"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// MachineToken is a token of a program: an API key, an M2M token or an OAuth access token. Send its Token as
// "Authorization: Bearer …".
type MachineToken struct {
	ID        string         // default: random
	Subject   string         // required: user_…, org_… or, for an M2M token, mch_…
	Name      string         // of an API key
	ClientID  string         // of an OAuth token: the application
	Scopes    []string       // of an M2M token: the machines that it may be sent to
	Audience  []string       // of an OAuth token
	Claims    map[string]any // custom claims of an API key or M2M token
	ExpiresAt time.Time      // default: never; for a JWT in an hour
	JWT       bool           // an M2M or OAuth token that is verified without a request to Clerk
	Token     string         // the secret; filled in
}

// CreateAPIKey makes an API key of a user or an organization.
func (c *Clerk) CreateAPIKey(t MachineToken) MachineToken { return c.create(c.fake.CreateAPIKey, t) }

// CreateM2MToken makes a machine-to-machine token.
func (c *Clerk) CreateM2MToken(t MachineToken) MachineToken {
	return c.create(c.fake.CreateM2MToken, t)
}

// CreateOAuthToken makes an access token that an OAuth application got from a user.
func (c *Clerk) CreateOAuthToken(t MachineToken) MachineToken {
	return c.create(c.fake.CreateOAuthToken, t)
}

func (c *Clerk) create(kind func(fakeclerk.MachineToken) (fakeclerk.MachineToken, error), t MachineToken) MachineToken {
	return must(c, func() (MachineToken, error) {
		created, err := kind(fakeclerk.MachineToken(t))
		return MachineToken(created), err
	})
}

// RevokeMachineToken revokes an opaque token, which Clerk then refuses. A JWT cannot be
// revoked.
func (c *Clerk) RevokeMachineToken(t MachineToken) { c.check(c.fake.RevokeMachineToken(t.ID)) }
