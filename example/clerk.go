package main

import (
	"context"
	"io/fs"
	"net/http"
	"time"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/example/internal/browserpackages"
)

// clerkInstance is the Clerk that the demo runs against.
type clerkInstance struct {
	config clerkhtmx.Config
	// fake is to be mounted at fakeClerkPath; nil for a real instance.
	fake http.Handler
	// browserPackages holds htmx, and clerk-js for the fake.
	browserPackages fs.FS
	notice          string
	// onSignIn is a hook; nil for none.
	onSignIn clerkhtmx.Handler
}

// ageOfVerification is the age that the fake gives each sign-in, so that the card about
// reverification shows it without a wait.
const ageOfVerification = 20 * time.Minute

const fakeClerkPath = "/__clerk"

// The user of the fake instance.
const (
	testEmail    = "test+clerk_test@example.com"
	testPassword = "test-clerk-password"
)

// clerkFor returns the instance that the environment names, or else a fake one for
// the site at origin.
func clerkFor(origin string) (clerkInstance, error) {
	browserPackages, err := browserpackages.Find()
	if err != nil {
		return clerkInstance{}, err
	}
	cfg := clerkhtmx.ConfigFromEnv()
	if cfg.PublishableKey != "" || cfg.SecretKey != "" {
		return clerkInstance{
			config:          cfg,
			browserPackages: browserPackages,
			notice:          "It runs on the Clerk instance of CLERK_PUBLISHABLE_KEY.",
		}, nil
	}
	fake, err := clerktest.Start(fakeConfig(origin, browserPackages))
	if err != nil {
		return clerkInstance{}, err
	}
	return fakeInstance(fake, origin, browserPackages), nil
}

// fakeConfig is that of a fake Clerk that the site at origin serves itself.
func fakeConfig(origin string, browserPackages fs.FS) clerktest.Config {
	return clerktest.Config{
		Prefix: fakeClerkPath, Origin: origin, Browser: browserPackages, ApplicationName: "clerkhtmx demo",
	}
}

// fakeInstance gives a fake Clerk the demo's people and places, and describes it.
func fakeInstance(fake *clerktest.Clerk, origin string, browserPackages fs.FS) clerkInstance {
	user := fake.CreateUser(clerktest.User{Email: testEmail, Password: testPassword, FirstName: "Test", LastName: "User"})
	fake.AddMember(fake.CreateOrganization(clerktest.Organization{Name: "Acme Inc"}), user, "org:admin")
	fake.AddMember(fake.CreateOrganization(clerktest.Organization{Name: "Globex"}), user, "org:member")

	cfg := fake.Config()
	cfg.PublicURL = origin
	cfg.HandshakeCookieOnly = true
	return clerkInstance{
		config:          cfg,
		fake:            fake,
		browserPackages: browserPackages,
		notice: "It runs on a fake Clerk: no account, no network.\n" +
			"Sign in as " + testEmail + " with the password " + testPassword + ".",
		onSignIn: func(_ context.Context, event clerkhtmx.Event) error {
			fake.SetFactorVerificationAge(fake.Session(event.SessionID), ageOfVerification)
			return nil
		},
	}
}
