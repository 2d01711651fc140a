package fakeclerk

import "time"

// devBrowser stands for a browser in development, where the Frontend API is on another site and gets no cookies.
type devBrowser struct {
	id        string
	clientID  string // empty until the browser does something
	createdAt time.Time
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

func (c *Clerk) newDevBrowser(clientID string, now time.Time) *devBrowser {
	d := &devBrowser{id: newID("dvb"), clientID: clientID, createdAt: now}
	c.devBrowsers.put(d.id, d)
	return d
}

func (c *call) createDevBrowser() (any, error) {
	d := c.newDevBrowser("", c.now)
	return devBrowserJSON{
		Object: "dev_browser", ID: d.id, Token: d.id, InstanceID: "ins_fake", HomeOrigin: c.site.origin,
		CreatedAt: d.createdAt.UnixMilli(), UpdatedAt: d.createdAt.UnixMilli(),
	}, nil
}
