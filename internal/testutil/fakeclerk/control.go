package fakeclerk

import "fmt"

// PublishableKey is the instance's pk_test_ or pk_live_ key.
func (c *Clerk) PublishableKey() string { return c.publishableKey }

// SecretKey is the instance's sk_test_ or sk_live_ key. It opens the Backend API.
func (c *Clerk) SecretKey() string { return c.secretKey }

// FrontendAPIHost is the host in the publishable key.
func (c *Clerk) FrontendAPIHost() string { return c.cfg.FrontendAPIHost }

// Issuer is the iss claim of the tokens.
func (c *Clerk) Issuer() string { return c.cfg.Issuer }

// Mode is the kind of instance.
func (c *Clerk) Mode() Mode { return c.cfg.Mode }

// unknown is the error of a hook that got an id the fake never issued.
func unknown(what, id string) error { return fmt.Errorf("fakeclerk: no %s %q", what, id) }
