package main

import (
	"io/fs"
	"net/http"
	"os"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// clerkInstance is the Clerk that the demo runs against.
type clerkInstance struct {
	config clerkhtmx.Config
	// fake is to be mounted at fakeClerkPath; nil for a real instance.
	fake http.Handler
	// origins are those that a real instance's components load from, beside its
	// Frontend API, for the Content-Security-Policy.
	origins []string
	// browserPackages holds htmx, and clerk-js for the fake.
	browserPackages fs.FS
	notice          string
}

const fakeClerkPath = "/__clerk"

// clerkFor returns the instance that the environment names, or else a fake one for
// the site at origin.
func clerkFor(origin string) (clerkInstance, error) {
	dir, err := packages.Dir()
	if err != nil {
		return clerkInstance{}, err
	}
	browserPackages := os.DirFS(dir)
	cfg := clerkhtmx.ConfigFromEnv()
	if cfg.PublishableKey != "" || cfg.SecretKey != "" {
		return clerkInstance{
			config:          cfg,
			origins:         []string{"https://img.clerk.com", "https://challenges.cloudflare.com"},
			browserPackages: browserPackages,
			notice:          "It runs on the Clerk instance of CLERK_PUBLISHABLE_KEY.",
		}, nil
	}
	fake, err := fakeclerk.New(fakeclerk.Config{
		Prefix:          fakeClerkPath,
		BaseURL:         origin + fakeClerkPath,
		Origin:          origin,
		Browser:         browserPackages,
		ApplicationName: "clerkhtmx demo",
	})
	if err != nil {
		return clerkInstance{}, err
	}
	if err := fake.Seed(); err != nil {
		return clerkInstance{}, err
	}
	return fakeInstance(fake, origin, browserPackages), nil
}

// fakeInstance describes a fake Clerk that the site itself serves.
func fakeInstance(fake *fakeclerk.Clerk, origin string, browserPackages fs.FS) clerkInstance {
	return clerkInstance{
		config: clerkhtmx.Config{
			PublishableKey:      fake.PublishableKey(),
			SecretKey:           fake.SecretKey(),
			APIURL:              origin + fakeClerkPath + "/api",
			ProxyURL:            fakeClerkPath,
			AuthorizedParties:   []string{origin},
			PublicURL:           origin,
			HandshakeCookieOnly: true,
			TelemetryDisabled:   true,
		},
		fake:            fake,
		browserPackages: browserPackages,
		notice: "It runs on a fake Clerk: no account, no network.\n" +
			"Sign in as test+clerk_test@example.com with the password test-clerk-password.",
	}
}
