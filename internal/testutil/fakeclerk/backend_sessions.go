package fakeclerk

import (
	"slices"
	"time"
)

// backendSession has ids in the place of user and token.
func (c *call) backendSession(s *session) (any, error) {
	out := c.sessionWithoutUser(s)
	out.ClientID, out.UserID, out.LatestActivity = s.clientID, s.userID, s.activity.json()
	out.PublicUserData = nil
	return out, nil
}

// listSessions knows the filters user_id, client_id and status. The newest session comes first.
func (c *call) listSessions() (any, error) {
	query := c.r.URL.Query()
	matches := func(filter, value string) bool { return !query.Has(filter) || query.Get(filter) == value }
	found := c.sessions.filter(func(s *session) bool {
		return matches("user_id", s.userID) && matches("client_id", s.clientID) && matches("status", s.status)
	})
	slices.Reverse(found)
	page := paginate(c.r, found)
	out := pageJSON[any]{Data: []any{}, TotalCount: page.TotalCount}
	for _, s := range page.Data {
		session, err := c.backendSession(s)
		if err != nil {
			return nil, err
		}
		out.Data = append(out.Data, session)
	}
	return out, nil
}

func (c *call) createSession() (any, error) {
	var p struct {
		UserID string `json:"user_id"`
	}
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	u := c.users.get(p.UserID)
	if u == nil {
		return nil, notFound("User")
	}
	return c.backendSession(c.startSession(c.newClient(c.now), u, c.now))
}

func (c *call) revokeSession(s *session) (any, error) {
	c.endSession(s, statusRevoked, c.now)
	return c.backendSession(s)
}

func (c *call) backendSessionToken(s *session) (any, error) {
	if !s.live() {
		return nil, notFound("Session")
	}
	token, err := c.mintSession(s, s.orgID, c.cfg.Origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

func (c *call) backendTemplateToken(s *session) (any, error) {
	if !s.live() {
		return nil, notFound("Session")
	}
	token, err := c.mintTemplate(s, c.cfg.Origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

type signInTokenJSON struct {
	Object    string `json:"object"`
	ID        string `json:"id"`
	Status    string `json:"status"`
	UserID    string `json:"user_id"`
	Token     string `json:"token,omitempty"`
	URL       string `json:"url,omitempty"`
	CreatedAt int64  `json:"created_at"`
	UpdatedAt int64  `json:"updated_at"`
}

func (t *ticket) json() signInTokenJSON {
	at := t.createdAt.UnixMilli()
	return signInTokenJSON{Object: "sign_in_token", ID: t.id, Status: t.status, UserID: t.userID, CreatedAt: at, UpdatedAt: at}
}

// createSignInToken makes a ticket, for 30 days unless told otherwise.
func (c *call) createSignInToken() (any, error) {
	p := struct {
		UserID           string `json:"user_id"`
		ExpiresInSeconds int64  `json:"expires_in_seconds"`
	}{ExpiresInSeconds: 30 * 24 * 60 * 60}
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if c.users.get(p.UserID) == nil {
		return nil, notFound("User")
	}
	t := c.newTicket(p.UserID, time.Duration(p.ExpiresInSeconds)*time.Second, c.now)
	out := t.json()
	out.Token = t.secret
	out.URL = c.cfg.Origin + "/sign-in?__clerk_ticket=" + t.secret
	return out, nil
}

func (c *call) revokeSignInToken() (any, error) {
	t := c.tickets.get(c.r.PathValue("id"))
	if t == nil || t.status != "pending" {
		return nil, notFound("Sign in token")
	}
	t.status = "revoked"
	return t.json(), nil
}

type waitlistEntryJSON struct {
	Object       string    `json:"object"`
	ID           string    `json:"id"`
	EmailAddress string    `json:"email_address"`
	Status       string    `json:"status"`
	IsLocked     bool      `json:"is_locked"`
	Invitation   *struct{} `json:"invitation"`
	CreatedAt    int64     `json:"created_at"`
	UpdatedAt    int64     `json:"updated_at"`
}

func (c *call) listWaitlist() (any, error) {
	entries := []waitlistEntryJSON{}
	for e := range c.waitlist.all() {
		at := e.createdAt.UnixMilli()
		entries = append(entries, waitlistEntryJSON{
			Object: "waitlist_entry", ID: e.id, EmailAddress: e.email, Status: "pending", CreatedAt: at, UpdatedAt: at,
		})
	}
	return paginate(c.r, entries), nil
}
