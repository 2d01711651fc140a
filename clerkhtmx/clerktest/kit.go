package clerktest

import "github.com/clerk-htmx/kit/clerkhtmx"

// Config is what clerkhtmx.New needs for this instance. Change what the test is about.
func (c *Clerk) Config() clerkhtmx.Config {
	return clerkhtmx.Config{
		PublishableKey: c.PublishableKey(),
		SecretKey:      c.SecretKey(),
		APIURL:         c.APIURL(),
		ProxyURL:       c.URL,
	}
}
