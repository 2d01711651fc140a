package fakeclerk

import (
	"net/http"
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

// identifyClient finds the browser: by its dev browser in development, else by the __client cookie. An unknown dev browser
// is refused, which makes clerk-js get a new one.
func (c *call) identifyClient() error {
	if c.cfg.Mode != DevelopmentMode {
		c.client = c.clientByCookie()
		return nil
	}
	d := c.devBrowsers.get(c.r.URL.Query().Get(cookieDevBrowser))
	if d == nil {
		return &apiError{
			status: http.StatusUnauthorized, code: "dev_browser_unauthenticated",
			message: "Unable to authenticate this browser for your development instance.",
		}
	}
	c.client = c.clients.get(d.clientID)
	return nil
}

func (c *call) clientByCookie() *client {
	value := c.cookie(cookieClient)
	if value == "" {
		return nil
	}
	return c.clients.find(func(b *client) bool { return b.cookie == value })
}

// requireClient makes one for a browser that has none yet.
func (c *call) requireClient() *client {
	if c.client != nil {
		return c.client
	}
	c.client = c.newClient(c.now)
	if d := c.devBrowsers.get(c.r.URL.Query().Get(cookieDevBrowser)); d != nil {
		d.clientID = c.client.id
	}
	cookie := c.newCookie(cookieClient, c.client.cookie, clientCookieLife)
	cookie.HttpOnly = true
	c.setCookie(cookie)
	return c.client
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

// clientUat is seconds of the last sign-in or sign-out, 0 without a session.
func (c *Clerk) clientUat(b *client) int64 {
	if len(c.liveSessions(b)) == 0 {
		return 0
	}
	return b.signedAt.Unix()
}

// getClient answers null to a browser that never did anything.
func (c *call) getClient() (any, error) {
	client, err := c.clientOrNil()
	if client == nil || err != nil {
		return nil, err
	}
	return client, nil
}

func (c *call) createClient() (any, error) { return c.clientJSON(c.requireClient()) }

// removeSessions is DELETE /client/sessions and DELETE /client: the browser signs out of everything.
func (c *call) removeSessions() (any, error) {
	if c.client == nil {
		return nil, unauthenticated()
	}
	for _, s := range c.liveSessions(c.client) {
		c.endSession(s, statusRemoved, c.now)
	}
	c.client.signIn, c.client.signUp = nil, nil
	return c.clientJSON(c.client)
}

// nullable turns the zero value into JSON null.
func nullable[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// milliseconds is the time form of all FAPI and BAPI objects; the zero time is null.
func milliseconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	return nullable(t.UnixMilli())
}
