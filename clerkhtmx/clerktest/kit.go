package clerktest

import "github.com/clerk-htmx/kit/clerkhtmx"

// Config returns the configuration that clerkhtmx.New needs for this instance. Change the
// fields that the test is about.
func (c *Clerk) Config() clerkhtmx.Config {
	return clerkhtmx.Config{
		PublishableKey: c.PublishableKey(),
		SecretKey:      c.SecretKey(),
		APIURL:         c.APIURL(),
		ProxyURL:       c.URL,
	}
}
