package machines_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestRequirementsForMachinesCombine(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	key := func(scopes ...string) string {
		return a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: scopes}).Token
	}
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", Scopes: []string{"a"}}).Token
	oauth := a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"a"}}).Token
	session := a.Token(a.Ada)
	const (
		ok, unauthorized, forbidden = http.StatusOK, http.StatusUnauthorized, http.StatusForbidden
	)
	var (
		signedIn, admin, apiKey, m2mToken = clerkhtmx.SignedIn(), clerkhtmx.Role("org:admin"), clerkhtmx.APIKey, clerkhtmx.M2MToken
		anyOf                             = clerkhtmx.Any
	)
	tests := []struct {
		name         string
		requirements []clerkhtmx.Requirement
		token        string
		status       int
		calls        int
	}{
		{"two scopes, both there", []clerkhtmx.Requirement{apiKey("a"), apiKey("b")}, key("b", "a"), ok, 1},
		{"two scopes, one there", []clerkhtmx.Requirement{apiKey("a"), apiKey("b")}, key("a"), forbidden, 1},
		{"one of two scopes", []clerkhtmx.Requirement{anyOf(apiKey("a"), apiKey("b"))}, key("b"), ok, 1},
		{"none of two scopes", []clerkhtmx.Requirement{anyOf(apiKey("a"), apiKey("b"))}, key("c"), forbidden, 1},
		{"another type that has the scope", []clerkhtmx.Requirement{anyOf(apiKey("a"), m2mToken("b"))}, m2m, forbidden, 1},
		{"a type that is not among them", []clerkhtmx.Requirement{anyOf(apiKey("a"), m2mToken("a"))}, oauth, unauthorized, 0},
		{"two types at once, for the one", []clerkhtmx.Requirement{apiKey(), m2mToken()}, key(), unauthorized, 0},
		{"two types at once, for the other", []clerkhtmx.Requirement{apiKey(), m2mToken()}, m2m, unauthorized, 0},
		{"the type that two lists have in common", []clerkhtmx.Requirement{anyOf(signedIn, apiKey()), anyOf(m2mToken(), apiKey("a"))}, key("a"), ok, 1},
		{"a type of the first list alone", []clerkhtmx.Requirement{anyOf(signedIn, apiKey()), anyOf(m2mToken(), apiKey("a"))}, session, unauthorized, 0},
		{"a type of the second list alone", []clerkhtmx.Requirement{anyOf(signedIn, apiKey()), anyOf(m2mToken(), apiKey("a"))}, m2m, unauthorized, 0},
		{"a list in a list, for the inner one", []clerkhtmx.Requirement{anyOf(anyOf(signedIn, m2mToken()), apiKey())}, m2m, ok, 1},
		{"a list in a list, for people", []clerkhtmx.Requirement{anyOf(anyOf(signedIn, m2mToken()), apiKey())}, session, ok, 0},
		{"a role or a key, with the key", []clerkhtmx.Requirement{anyOf(admin, apiKey("a"))}, key("a"), ok, 1},
		{"a role or a key, for a key that lacks the scope", []clerkhtmx.Requirement{anyOf(admin, apiKey("a"))}, key(), forbidden, 1},
		{"a role or a key, for a person without the role", []clerkhtmx.Requirement{anyOf(admin, apiKey("a"))}, session, forbidden, 0},
		{"a machine or signed out, for a token of another type", []clerkhtmx.Requirement{anyOf(clerkhtmx.SignedOut(), m2mToken())}, key(), ok, 0},
		{"any of no requirements", []clerkhtmx.Requirement{anyOf()}, key(), unauthorized, 0},
		{"any of no requirements, and a key", []clerkhtmx.Requirement{anyOf(), apiKey()}, key(), unauthorized, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // not in parallel: each looks at Clerk's log
			e := echo.New()
			e.Use(a.Kit.Middleware())
			e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.Kit.Protect(tt.requirements...))
			a.Clerk.ForgetRequests()
			res := (&harness.App{Echo: e}).Serve(harness.BearerOf("/", tt.token))
			assert.Equal(t, tt.status, res.Code)
			assert.Equal(t, tt.calls, harness.Verifications(a.Clerk))
		})
	}
}
