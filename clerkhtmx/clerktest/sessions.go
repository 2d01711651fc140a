package clerktest

import (
	"net/http"
	"time"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// SessionParams says how a session starts.
type SessionParams struct {
	UserID         string // required
	OrganizationID string // active organization; default: personal account
	Pending        bool   // leave the task choose-organization open
	ClientID       string // the browser, for a second account in it; default: a new one
}

// Session is a session of a user in a browser.
type Session struct {
	ID             string
	ClientID       string // the browser
	UserID         string
	OrganizationID string
	Status         string // active, pending, ended, removed or revoked
}

// TokenParams says which token to sign. Only SessionID is required.
type TokenParams struct {
	// SessionID is the session that the token is for. The session may have ended.
	SessionID string
	// OrganizationID is the active organization. Default: the session's.
	OrganizationID string
	// Template makes a token from a JWT template, which is not a session token. Any name will
	// do.
	Template string
	// Origin is the azp claim. Default Config.Origin. If both are empty, the token has no azp.
	Origin string
	// IssuedAt is iat. Default now.
	IssuedAt time.Time
	// ExpiresAt is exp. Default IssuedAt and Config.TokenTTL.
	ExpiresAt time.Time
	// Claims are put on top; nil removes a claim.
	Claims map[string]any
	// Header is put on top of the JOSE header; nil removes an entry.
	Header map[string]any
}

// StartSession signs a user in, without a request.
func (c *Clerk) StartSession(p SessionParams) Session {
	return must(c, func() (Session, error) {
		started, err := c.fake.SignIn(fakeclerk.SignInParams(p))
		return Session(started), err
	})
}

// Session returns the session as it stands now.
func (c *Clerk) Session(id string) Session {
	return must(c, func() (Session, error) {
		s, err := c.fake.Session(id)
		return Session(s), err
	})
}

// Revoke ends a session from Clerk's side. Tokens signed before stay valid until they expire.
func (c *Clerk) Revoke(s Session) { c.check(c.fake.Revoke(s.ID)) }

// SetFactorVerificationAge sets the time since the session's first factor was verified, for tests of reverification: the fva
// claim of tokens signed from now on. Default: the time since the session started.
func (c *Clerk) SetFactorVerificationAge(s Session, age time.Duration) {
	c.check(c.fake.SetFactorVerificationAge(s.ID, age))
}

// Token signs a token for the Authorization header, or for a cookie with a bad token.
func (c *Clerk) Token(p TokenParams) string {
	return must(c, func() (string, error) { return c.fake.MintToken(fakeclerk.TokenParams(p)) })
}

// SignedIn returns a copy of r with the cookies of a user who has just signed in.
func (c *Clerk) SignedIn(r *http.Request, u User) *http.Request {
	return c.WithSession(r, c.StartSession(SessionParams{UserID: u.ID}))
}

// SignedInTo is SignedIn with an active organization.
func (c *Clerk) SignedInTo(r *http.Request, u User, o Organization) *http.Request {
	return c.WithSession(r, c.StartSession(SessionParams{UserID: u.ID, OrganizationID: o.ID}))
}

// WithSession returns a copy of r with the session's cookies and a fresh token: __session and __client_uat under their plain
// and suffixed names and, in development, the dev browser.
func (c *Clerk) WithSession(r *http.Request, s Session) *http.Request {
	origin := c.cfg.Origin
	if origin == "" {
		origin = originOf(r)
	}
	cookies := must(c, func() ([]*http.Cookie, error) { return c.fake.Cookies(s.ID, origin) })
	r = r.Clone(r.Context())
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	return r
}

// Cookies are those that WithSession adds, for a cookie jar. Origin is the application's, such as a test server's URL.
func (c *Clerk) Cookies(s Session, origin string) []*http.Cookie {
	return must(c, func() ([]*http.Cookie, error) { return c.fake.Cookies(s.ID, origin) })
}

// originOf takes incoming requests, as of httptest, and outgoing ones.
func originOf(r *http.Request) string {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https://" + host
	}
	return "http://" + host
}
