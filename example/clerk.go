package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
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
	packages, err := browserPackages()
	if err != nil {
		return clerkInstance{}, err
	}
	cfg := clerkhtmx.ConfigFromEnv()
	if cfg.PublishableKey != "" || cfg.SecretKey != "" {
		return clerkInstance{
			config:          cfg,
			origins:         []string{"https://img.clerk.com", "https://challenges.cloudflare.com"},
			browserPackages: packages,
			notice:          "It runs on the Clerk instance of CLERK_PUBLISHABLE_KEY.",
		}, nil
	}
	fake, err := fakeclerk.New(fakeclerk.Config{
		Prefix:          fakeClerkPath,
		BaseURL:         origin + fakeClerkPath,
		Origin:          origin,
		Browser:         packages,
		ApplicationName: "clerkhtmx demo",
	})
	if err != nil {
		return clerkInstance{}, err
	}
	if err := fake.Seed(); err != nil {
		return clerkInstance{}, err
	}
	return fakeInstance(fake, origin, packages), nil
}

// fakeInstance describes a fake Clerk that the site itself serves.
func fakeInstance(fake *fakeclerk.Clerk, origin string, packages fs.FS) clerkInstance {
	return clerkInstance{
		config: clerkhtmx.Config{
			PublishableKey:    fake.PublishableKey(),
			SecretKey:         fake.SecretKey(),
			APIURL:            origin + fakeClerkPath + "/api",
			ProxyURL:          fakeClerkPath,
			AuthorizedParties: []string{origin},
			TelemetryDisabled: true,
		},
		fake:            fake,
		browserPackages: packages,
		notice: "It runs on a fake Clerk: no account, no network.\n" +
			"Sign in as test+clerk_test@example.com with the password test-clerk-password.",
	}
}

var errNoBrowserPackages = errors.New("the browser packages are missing; run: make browser-packages")

// browserPackages finds the folder that make browser-packages fills, here or above.
func browserPackages() (fs.FS, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		packages := filepath.Join(dir, ".browser")
		if _, err := os.Stat(filepath.Join(packages, "@clerk", "clerk-js", "dist")); err == nil {
			return os.DirFS(packages), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil, fmt.Errorf("%w (looked for .browser here and above)", errNoBrowserPackages)
		}
		dir = parent
	}
}
