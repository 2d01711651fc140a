package clerktest

import (
	"strings"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// Config returns the configuration that clerkhtmx.New needs for this instance. Change the
// fields that the test is about.
func (c *Clerk) Config() clerkhtmx.Config {
	cfg := clerkhtmx.Config{
		PublishableKey:    c.PublishableKey(),
		SecretKey:         c.SecretKey(),
		APIURL:            c.APIURL(),
		ProxyURL:          c.URL,
		TelemetryDisabled: true,
	}
	if c.cfg.Prefix != "" {
		cfg.ProxyURL = strings.TrimSuffix(c.cfg.Prefix, "/")
	}
	if c.cfg.Origin != "" {
		cfg.AuthorizedParties = []string{strings.TrimSuffix(c.cfg.Origin, "/")}
	}
	return cfg
}
