// Command nethttp is a small application of clerkhtmx on net/http, without Echo.
//
//	go run ./example/nethttp
//
// It runs against a fake Clerk of its own, without an account or a network. With
// CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY set, it uses that Clerk instance instead.
package main

import (
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/example/internal/browserpackages"
)

const address = "127.0.0.1:8080"

func main() {
	browserPackages, err := browserpackages.Find() // htmx, and clerk-js for the fake Clerk
	if err != nil {
		log.Fatal(err)
	}
	cfg := clerkhtmx.ConfigFromEnv()
	if cfg.PublishableKey == "" {
		clerk, err := clerktest.Start(clerktest.Config{Browser: browserPackages})
		if err != nil {
			log.Fatal(err)
		}
		clerk.CreateUser(clerktest.User{Email: "ada@example.com", Password: "test-clerk-password", FirstName: "Ada"})
		cfg = clerk.Config()
		fmt.Println("Sign in as ada@example.com with the password test-clerk-password.")
	}
	cfg.SignInURL = "/sign-in"
	kit, err := clerkhtmx.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: address, Handler: newSite(kit, browserPackages), ReadHeaderTimeout: 5 * time.Second}
	fmt.Println("Open http://" + address)
	log.Fatal(server.ListenAndServe())
}
