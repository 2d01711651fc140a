package fakeclerk

import (
	"slices"
	"time"
)

// client is one browser: its sessions, and the sign-in and sign-up under way.
type client struct {
	id                  string
	cookie              string // value of __client; opaque to clerk-js
	sessionIDs          []string
	lastActiveSessionID string
	signIn              *signIn
	signUp              *signUp
	signedAt            time.Time // the last sign-in or sign-out: __client_uat
	createdAt           time.Time
	updatedAt           time.Time
}

type clientJSON struct {
	Object                     string         `json:"object"`
	ID                         string         `json:"id"`
	Sessions                   []*sessionJSON `json:"sessions"`
	SignIn                     *signInJSON    `json:"sign_in"`
	SignUp                     *signUpJSON    `json:"sign_up"`
	LastActiveSessionID        *string        `json:"last_active_session_id"`
	LastAuthenticationStrategy *string        `json:"last_authentication_strategy"`
	CookieExpiresAt            *int64         `json:"cookie_expires_at"`
	CaptchaBypass              bool           `json:"captcha_bypass"`
	CreatedAt                  int64          `json:"created_at"`
	UpdatedAt                  int64          `json:"updated_at"`
}

func (c *Clerk) newClient(now time.Time) *client {
	b := &client{id: newID("client"), cookie: newID("cookie"), createdAt: now, updatedAt: now}
	c.clients.put(b.id, b)
	return b
}

func (c *call) clientOrNil() (*clientJSON, error) {
	if c.client == nil {
		return nil, nil
	}
	return c.clientJSON(c.client)
}

func (c *call) clientJSON(b *client) (*clientJSON, error) {
	sessions := []*sessionJSON{}
	for _, s := range c.liveSessions(b) {
		session, err := c.sessionJSON(s)
		if err != nil {
			return nil, err
		}
		sessions = append(sessions, session)
	}
	return &clientJSON{
		Object:              "client",
		ID:                  b.id,
		Sessions:            sessions,
		SignIn:              c.signInOrNil(b.signIn),
		SignUp:              c.signUpOrNil(b.signUp),
		LastActiveSessionID: nullable(c.lastActiveSessionID(b)),
		CreatedAt:           b.createdAt.UnixMilli(),
		UpdatedAt:           b.updatedAt.UnixMilli(),
	}, nil
}

// liveSessions are the ones a browser can use, the oldest first.
func (c *Clerk) liveSessions(b *client) []*session {
	live := []*session{}
	for _, id := range b.sessionIDs {
		if s := c.sessions.get(id); s != nil && s.live() {
			live = append(live, s)
		}
	}
	return live
}

// lastActiveSessionID falls back to another live session when the last active one is over, as account switching does.
func (c *Clerk) lastActiveSessionID(b *client) string {
	last := ""
	for _, s := range c.liveSessions(b) {
		if s.id == b.lastActiveSessionID {
			return s.id
		}
		last = s.id
	}
	return last
}

// sessionIDs are those of the browser's live sessions.
func (c *call) sessionIDs() []string {
	if c.client == nil {
		return nil
	}
	return slices.Clone(c.client.sessionIDs)
}

// rotateClient gives the browser another __client cookie if it has signed in or out since it had the sessions.
func (c *call) rotateClient(before []string) {
	if !c.cfg.RotateClient || c.client == nil || slices.Equal(c.client.sessionIDs, before) {
		return
	}
	c.client.cookie = newID("cookie")
	c.setClientCookie()
}

// clientUat is seconds of the last sign-in or sign-out, 0 without a session.
func (c *Clerk) clientUat(b *client) int64 {
	if len(c.liveSessions(b)) == 0 {
		return 0
	}
	return b.signedAt.Unix()
}
