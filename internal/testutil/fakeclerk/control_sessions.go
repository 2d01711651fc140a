package fakeclerk

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// SignInParams describes a session that starts without a browser.
type SignInParams struct {
	UserID         string
	OrganizationID string // active organization; default: personal account
	Pending        bool   // leave the task choose-organization open
	ClientID       string // the browser to sign in on, for account switching; default: a new one
}

// Session is a session as tests see it.
type Session struct {
	ID             string
	ClientID       string
	UserID         string
	OrganizationID string
	Status         string // active, pending, ended, removed or revoked
}

// SignIn starts a session.
func (c *Clerk) SignIn(params SignInParams) (Session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.users.get(params.UserID)
	if u == nil {
		return Session{}, unknown("user", params.UserID)
	}
	now := c.now()
	b := c.clients.get(params.ClientID)
	if b == nil && params.ClientID != "" {
		return Session{}, unknown("client", params.ClientID)
	}
	if params.OrganizationID != "" && c.membershipOf(params.OrganizationID, u.id) == nil {
		return Session{}, fmt.Errorf("fakeclerk: user %q is no member of %q", u.id, params.OrganizationID)
	}
	if b == nil {
		b = c.newClient(now)
	}
	s := c.startSession(b, u, now)
	if params.OrganizationID != "" {
		s.orgID, s.status = params.OrganizationID, statusActive
	}
	if params.Pending {
		s.status = statusPending
	}
	return s.public(), nil
}

func (s *session) public() Session {
	return Session{ID: s.id, ClientID: s.clientID, UserID: s.userID, OrganizationID: s.orgID, Status: s.status}
}

// Session returns the session as it stands, ended or not.
func (c *Clerk) Session(id string) (Session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions.get(id)
	if s == nil {
		return Session{}, unknown("session", id)
	}
	return s.public(), nil
}

// Sessions returns all sessions of a user, the oldest first.
func (c *Clerk) Sessions(userID string) []Session {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := []Session{}
	for s := range c.sessions.all() {
		if s.userID == userID {
			found = append(found, s.public())
		}
	}
	return found
}

// Revoke ends a session from Clerk's side. Its tokens stay valid until they expire; clerk-js learns of it at its next
// refresh or focus.
func (c *Clerk) Revoke(sessionID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions.get(sessionID)
	if s == nil {
		return unknown("session", sessionID)
	}
	c.endSession(s, statusRevoked, c.now())
	return nil
}

// Cookies are those that a browser signed in with this session sends to the application at origin: the session token and
// __client_uat under their plain and suffixed names, in development the dev browser, and __client, which the fake itself
// needs when it runs on the application's host.
func (c *Clerk) Cookies(sessionID, origin string) ([]*http.Cookie, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions.get(sessionID)
	if s == nil {
		return nil, unknown("session", sessionID)
	}
	now := c.now()
	if origin == "" {
		origin = c.cfg.Origin
	}
	token, err := c.mintSession(s, s.orgID, origin, now)
	if err != nil {
		return nil, err
	}
	b := c.clients.get(s.clientID)
	values := map[string]string{cookieSession: token, cookieClientUat: strconv.FormatInt(c.clientUat(b), 10)}
	if c.cfg.Mode != ProductionMode {
		values[cookieDevBrowser] = c.devBrowserOf(b, now).id
	}
	cookies := []*http.Cookie{{Name: cookieClient, Value: b.cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}}
	for _, name := range []string{cookieSession, cookieClientUat, cookieDevBrowser} {
		value, ok := values[name]
		if !ok {
			continue
		}
		for _, name := range []string{name, c.suffixed(name)} {
			cookies = append(cookies, &http.Cookie{Name: name, Value: value, Path: "/", SameSite: http.SameSiteLaxMode})
		}
	}
	if c.cfg.RefreshTokens {
		cookies = append(cookies, &http.Cookie{
			Name: c.suffixed(cookieRefresh), Value: c.newRefreshToken(b.id), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	return cookies, nil
}

// SetFactorVerificationAge sets the time since the session's first factor was verified: the fva
// claim of the tokens signed from now on.
func (c *Clerk) SetFactorVerificationAge(sessionID string, age time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions.get(sessionID)
	if s == nil {
		return unknown("session", sessionID)
	}
	s.verifiedAt = c.now().Add(-age)
	return nil
}
