package clerktest

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// Clerk is one fake Clerk instance, listening on loopback. It is safe for concurrent use.
type Clerk struct {
	// URL is where it listens, such as http://127.0.0.1:41234. Without Config.Prefix it is also the proxy URL of
	// [Clerk.Config], so the application must be open in browsers under the same host name: to them, localhost and
	// 127.0.0.1 are two sites, and the instance refuses pages of the other one with the reason. Config.Origin chooses.
	URL string

	cfg    Config
	fake   *fakeclerk.Clerk
	server *fakeclerk.Server
	refuse func(error)
}

// New starts a production instance with no users. It stops with the test.
func New(t testing.TB) *Clerk {
	t.Helper()
	return NewWithConfig(t, Config{})
}

// NewWithConfig starts an instance by cfg. It stops with the test.
func NewWithConfig(t testing.TB, cfg Config) *Clerk {
	t.Helper()
	c, err := Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.refuse = func(err error) {
		t.Helper()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// Start starts an instance outside a test, for a demo or a development server. The caller must Close it.
func Start(cfg Config) (*Clerk, error) {
	fake, err := fakeclerk.New(cfg.engine())
	if err != nil {
		return nil, fmt.Errorf("clerktest: %w", err)
	}
	server, err := fakeclerk.Listen(fake)
	if err != nil {
		return nil, fmt.Errorf("clerktest: %w", err)
	}
	return &Clerk{
		URL: server.URL, cfg: cfg, fake: fake, server: server,
		refuse: func(err error) { panic(err) },
	}, nil
}

// ServeHTTP answers as the instance's own server does. An application that serves browsers from its own origin mounts it at
// Config.Prefix. It answers requests of this machine only.
func (c *Clerk) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.fake.ServeHTTP(w, r) }

// Close stops the instance.
func (c *Clerk) Close() error { return c.server.Close() }

// PublishableKey is the instance's pk_live_ or pk_test_ key.
func (c *Clerk) PublishableKey() string { return c.fake.PublishableKey() }

// SecretKey is the instance's sk_live_ or sk_test_ key. It is random and opens nothing but this instance.
func (c *Clerk) SecretKey() string { return c.fake.SecretKey() }

// JWTKey is the PEM public key that verifies tokens without a request.
func (c *Clerk) JWTKey() string { return must(c, c.fake.JWTKey) }

// APIURL is the base of the Backend API, the value for CLERK_API_URL.
func (c *Clerk) APIURL() string { return c.URL + "/api" }

// must returns the result of do. If do fails, the test fails.
func must[T any](c *Clerk, do func() (T, error)) T {
	value, err := do()
	if err != nil {
		c.refuse(err)
	}
	return value
}

func (c *Clerk) check(err error) {
	if err != nil {
		c.refuse(err)
	}
}
