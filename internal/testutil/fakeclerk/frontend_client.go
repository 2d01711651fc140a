package fakeclerk

import "net/http"

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
	c.setClientCookie()
	return c.client
}

func (c *call) setClientCookie() {
	cookie := c.newCookie(cookieClient, c.client.cookie, clientCookieLife)
	cookie.HttpOnly = true
	c.setCookie(cookie)
}

type devBrowserJSON struct {
	Object     string  `json:"object"`
	ID         string  `json:"id"`
	Token      string  `json:"token"`
	InstanceID string  `json:"instance_id"`
	ClientID   *string `json:"client_id"`
	HomeOrigin string  `json:"home_origin"`
	CreatedAt  int64   `json:"created_at"`
	UpdatedAt  int64   `json:"updated_at"`
}

func (c *call) createDevBrowser() (any, error) {
	d := c.newDevBrowser("", c.now)
	return devBrowserJSON{
		Object: "dev_browser", ID: d.id, Token: d.id, InstanceID: "ins_fake", HomeOrigin: c.site.origin,
		CreatedAt: d.createdAt.UnixMilli(), UpdatedAt: d.createdAt.UnixMilli(),
	}, nil
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
