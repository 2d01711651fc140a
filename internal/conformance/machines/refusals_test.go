package machines_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

const oauthMetadata = `Bearer resource_metadata="https://clerk.kit.test/.well-known/oauth-protected-resource"`

func TestMachinesAreRefused(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}}).Token
	scopeless := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID}).Token
	revoked := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}})
	a.Clerk.RevokeMachineToken(revoked)
	past := time.Now().Add(-time.Minute)
	expired := func(jwt bool) clerktest.MachineToken {
		return clerktest.MachineToken{Subject: "mch_them", Scopes: []string{"email"}, ExpiresAt: past, JWT: jwt}
	}
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", Scopes: []string{"mch_other"}}).Token
	m2mJWT := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", Scopes: []string{"mch_other"}, JWT: true}).Token
	oauthJWT := a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, JWT: true}).Token
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	template := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Template: "supabase"})
	templateOfMachine := a.Clerk.Token(clerktest.TokenParams{
		SessionID: session.ID, Template: "supabase", Claims: map[string]any{"sub": "mch_them"},
	})
	typed := a.Clerk.Token(clerktest.TokenParams{
		SessionID: session.ID, Claims: map[string]any{"sub": "mch_them"}, Header: map[string]any{"typ": "at+jwt", "cat": "cl_B7d4PD333AAA"},
	})
	const (
		unauthorized = http.StatusUnauthorized
		forbidden    = http.StatusForbidden
		mismatch     = "token-type-mismatch"
	)

	tests := []struct {
		name      string
		path      string
		token     string
		status    int
		reason    string
		challenge string
		calls     int
	}{
		{"an API key on a route for people", "/people", key, unauthorized, mismatch, "Bearer", 0},
		{"an M2M JWT on a route for people", "/people", m2mJWT, unauthorized, mismatch, "Bearer", 0},
		{"an OAuth JWT on a route for people", "/people", oauthJWT, unauthorized, mismatch, "Bearer", 0},
		{"an API key on a route for M2M tokens", "/m2m", key, unauthorized, mismatch, "Bearer", 0},
		{"an M2M token on a route for API keys", "/key", m2m, unauthorized, mismatch, "Bearer", 0},
		{"an M2M JWT on a route for OAuth tokens", "/oauth", m2mJWT, unauthorized, mismatch, oauthMetadata, 0},
		{"an OAuth JWT on a route for M2M tokens", "/m2m", oauthJWT, unauthorized, mismatch, "Bearer", 0},
		{"a session token on a route for API keys", "/key", a.Token(a.Ada), unauthorized, mismatch, "Bearer", 0},
		{"an API key where a role is required too", "/key-admin", key, unauthorized, mismatch, "Bearer", 0},
		{"an API key where a person is required too", "/key-person", key, unauthorized, mismatch, "Bearer", 0},
		{"garbage on a route for API keys", "/key", "garbage", unauthorized, mismatch, "Bearer", 0},
		{"no token on a route for API keys", "/key", "", unauthorized, "No token in header", "Bearer", 0},
		{"no token on a route for OAuth tokens", "/oauth", "", unauthorized, "No token in header", oauthMetadata, 0},
		{"no token on a route for people and OAuth tokens", "/person-oauth", "", unauthorized, "session-token-and-uat-missing", oauthMetadata, 0},
		{"no token on a route for people and API keys", "/person-key", "", unauthorized, "session-token-and-uat-missing", "", 0},

		{"an API key without the scope", "/key", scopeless, forbidden, "", `Bearer error="insufficient_scope"`, 1},
		{"an M2M token meant for another machine", "/m2m-for-us", m2m, forbidden, "", `Bearer error="insufficient_scope"`, 1},
		{"an M2M JWT meant for another machine", "/m2m-for-us", m2mJWT, forbidden, "", `Bearer error="insufficient_scope"`, 0},
		{"an OAuth JWT without the scope", "/oauth", oauthJWT, forbidden, "", `Bearer error="insufficient_scope"`, 0},

		{"an unknown API key", "/key", "ak_unknown", unauthorized, "token-invalid", "Bearer", 1},
		{"an unknown M2M token", "/m2m", "mt_unknown", unauthorized, "token-invalid", "Bearer", 1},
		{"an unknown OAuth token", "/oauth", "oat_unknown", unauthorized, "token-invalid", oauthMetadata, 1},
		{"a revoked API key", "/key", revoked.Token, unauthorized, "token-invalid", "Bearer", 1},
		{"an expired API key", "/key", a.Clerk.CreateAPIKey(expired(false)).Token, unauthorized, "token-invalid", "Bearer", 1},
		{"an expired M2M token", "/m2m", a.Clerk.CreateM2MToken(expired(false)).Token, unauthorized, "token-invalid", "Bearer", 1},
		{"an expired OAuth token", "/oauth", a.Clerk.CreateOAuthToken(expired(false)).Token, unauthorized, "token-invalid", oauthMetadata, 1},
		{"an expired M2M JWT", "/m2m", a.Clerk.CreateM2MToken(expired(true)).Token, unauthorized, "token-verification-failed", "Bearer", 0},
		{"an API key that is too long", "/key", "ak_" + strings.Repeat("a", 1000), unauthorized, "token-invalid", "Bearer", 0},
		{"an API key with characters that no token has", "/key", `ak_"<x>`, unauthorized, "token-invalid", "Bearer", 0},

		{"a JWT from a template on a route for M2M tokens", "/m2m", template, unauthorized, mismatch, "Bearer", 0},
		{"a JWT from a template on a route for people and keys", "/person-key", template, unauthorized, mismatch, "", 0},
		{"a JWT from a template that says it is a machine", "/m2m", templateOfMachine, unauthorized, "token-invalid", "Bearer", 0},
		{"an M2M JWT with the type of an OAuth token", "/m2m", typed, unauthorized, "token-verification-failed", "Bearer", 0},
	}
	for _, tt := range tests {
		for _, accept := range []string{"*/*", "text/html"} {
			if tt.token == "" && accept == "text/html" && strings.HasPrefix(tt.path, "/person") {
				continue // a person's browser, which is sent to sign in
			}
			if tt.token == template && tt.path == "/person-key" && accept == "text/html" {
				continue // likewise: the token says nothing about a machine
			}
			t.Run(tt.name+", accepting "+accept, func(t *testing.T) { // not in parallel: each looks at Clerk's log
				a.Clerk.ForgetRequests()
				r := harness.Get(tt.path, "Accept", accept)
				if tt.token != "" {
					r.Header.Set("Authorization", "Bearer "+tt.token)
				}
				res := a.Serve(r)
				assert.Equal(t, tt.status, res.Code)
				assert.Equal(t, tt.challenge, res.Header().Get("WWW-Authenticate"))
				assert.Equal(t, tt.reason, res.Header().Get("X-Clerk-Auth-Reason"))
				assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
				assert.Empty(t, res.Header().Get("Location"))
				assert.Empty(t, res.Header().Values("Set-Cookie"))
				body := harness.DecodeJSON[struct {
					Errors []struct{ Code, Reason string }
				}](t, res)
				require.Len(t, body.Errors, 1)
				assert.Equal(t, tt.reason, body.Errors[0].Reason)
				calls := tt.calls
				if accept == "text/html" && tt.status == unauthorized {
					calls = 0 // Clerk has just refused it
				}
				assert.Equal(t, calls, harness.Verifications(a.Clerk))
			})
		}
	}
}
