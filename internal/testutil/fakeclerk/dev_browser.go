package fakeclerk

import "time"

// devBrowser stands for a browser in development, where the Frontend API is on another site and gets no cookies.
type devBrowser struct {
	id        string
	clientID  string // empty until the browser does something
	createdAt time.Time
}

func (c *Clerk) newDevBrowser(clientID string, now time.Time) *devBrowser {
	d := &devBrowser{id: newID("dvb"), clientID: clientID, createdAt: now}
	c.devBrowsers.put(d.id, d)
	return d
}

func (c *Clerk) devBrowserOf(b *client, now time.Time) *devBrowser {
	if d := c.devBrowsers.find(func(d *devBrowser) bool { return d.clientID == b.id }); d != nil {
		return d
	}
	return c.newDevBrowser(b.id, now)
}
