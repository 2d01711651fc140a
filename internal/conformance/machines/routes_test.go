package machines_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestMachinesAreLetInWhereTheRouteAsksForThem(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	soon := time.Now().Add(time.Hour).Truncate(time.Second).UTC()
	adaKey := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Name: "laptop", Scopes: []string{"invoices:read", "invoices:write"}})
	acmeKey := a.Clerk.CreateAPIKey(clerktest.MachineToken{ExpiresAt: soon, Subject: acme.ID, Scopes: []string{"invoices:read"}})
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{ExpiresAt: soon, Subject: "mch_them", Scopes: []string{"mch_us"}})
	m2mJWT := a.Clerk.CreateM2MToken(clerktest.MachineToken{ExpiresAt: soon, Subject: "mch_them", Scopes: []string{"mch_us"}, JWT: true})
	oauth := a.Clerk.CreateOAuthToken(clerktest.MachineToken{ExpiresAt: soon, Subject: a.Ada.ID, ClientID: "client_1", Scopes: []string{"email", "profile"}})
	oauthJWT := a.Clerk.CreateOAuthToken(clerktest.MachineToken{ExpiresAt: soon, Subject: a.Ada.ID, ClientID: "client_1", Scopes: []string{"email"}, JWT: true})

	tests := []struct {
		name  string
		path  string
		token clerktest.MachineToken
		want  clerkhtmx.Auth
		calls int
	}{
		{"a user's API key", "/key", adaKey, clerkhtmx.Auth{TokenType: "api_key", UserID: a.Ada.ID}, 1},
		{"an organization's API key", "/key", acmeKey, clerkhtmx.Auth{TokenType: "api_key", OrgID: acme.ID}, 1},
		{"an API key where a person would do", "/person-key", adaKey, clerkhtmx.Auth{TokenType: "api_key", UserID: a.Ada.ID}, 1},
		{"an M2M token", "/m2m", m2m, clerkhtmx.Auth{TokenType: "m2m_token"}, 1},
		{"an M2M token meant for this machine", "/m2m-for-us", m2m, clerkhtmx.Auth{TokenType: "m2m_token"}, 1},
		{"an M2M token that is a JWT", "/m2m-for-us", m2mJWT, clerkhtmx.Auth{TokenType: "m2m_token"}, 0},
		{"an OAuth token", "/oauth", oauth, clerkhtmx.Auth{TokenType: "oauth_token", UserID: a.Ada.ID}, 1},
		{"an OAuth token that is a JWT", "/oauth", oauthJWT, clerkhtmx.Auth{TokenType: "oauth_token", UserID: a.Ada.ID}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // not in parallel: each looks at Clerk's log
			a.Clerk.ForgetRequests()
			res := a.Serve(harness.BearerOf(tt.path, tt.token.Token))
			require.Equal(t, http.StatusOK, res.Code, res.Body)
			tt.want.ExpiresAt = tt.token.ExpiresAt
			tt.want.Machine = clerkhtmx.Machine{
				ID: tt.token.ID, Subject: tt.token.Subject, Name: tt.token.Name, ClientID: tt.token.ClientID, Scopes: tt.token.Scopes,
			}
			assert.Equal(t, tt.want, harness.DecodeJSON[clerkhtmx.Auth](t, res))
			assert.Empty(t, res.Header().Get("X-Clerk-Auth-Reason"), "it is not signed out any more")
			assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
			assert.Empty(t, res.Header().Values("Set-Cookie"))
			assert.Equal(t, tt.calls, harness.Verifications(a.Clerk))
		})
	}
}

func TestPeopleOnRoutesForMachines(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	assert.Equal(t, a.Ada.ID, a.UserID(t, a.Clerk.SignedIn(harness.Get("/person-key"), a.Ada)))
	assert.Equal(t, a.Ada.ID, a.UserID(t, harness.BearerOf("/person-key", a.Token(a.Ada))))

	res := a.Serve(a.Clerk.SignedIn(harness.Get("/key", "Sec-Fetch-Dest", "document"), a.Ada))
	assert.Equal(t, http.StatusUnauthorized, res.Code)
	assert.Equal(t, "No token in header", res.Header().Get("X-Clerk-Auth-Reason"))

	res = a.Serve(harness.Get("/person-key", "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code, "a person can still sign in")
	assert.Zero(t, harness.Verifications(a.Clerk))
}

func TestMachineTokensCountOnlyInTheHeader(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}})
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", JWT: true})
	for _, token := range []string{key.Token, m2m.Token} {
		for _, path := range []string{"/key", "/m2m"} {
			r := harness.Get(path+"?token="+token, "Authorization", "Basic "+token, "X-Api-Key", token)
			r.AddCookie(&http.Cookie{Name: "__session", Value: token})
			r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1"})
			res := a.Serve(r)
			assert.Equal(t, http.StatusUnauthorized, res.Code)
			assert.Equal(t, "No token in header", res.Header().Get("X-Clerk-Auth-Reason"))
		}
	}
	assert.Zero(t, harness.Verifications(a.Clerk))
}

func TestStrayMachineTokensNeverReachClerk(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	hooks := 0
	for _, token := range []string{"ak_1", "mt_1", "oat_1"} {
		for _, path := range []string{"/whoami", "/public", "/signed-out"} {
			res := a.Serve(harness.BearerOf(path, token))
			assert.Equal(t, http.StatusOK, res.Code)
			assert.Equal(t, "signed-out", res.Header().Get("X-Clerk-Auth-Status"))
			assert.Equal(t, "token-type-mismatch", res.Header().Get("X-Clerk-Auth-Reason"))
			hooks += len(res.Header().Values("Set-Cookie"))
		}
	}
	assert.Zero(t, hooks, "no browser, no state of one")
	assert.Empty(t, a.Clerk.Requests())
}

func TestOneVerificationForEachRequest(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"read"}})
	group := a.Group("/api", a.Kit.Protect(clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.APIKey())))
	ok := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	group.GET("/read", ok, a.Kit.Protect(clerkhtmx.APIKey("read")))
	group.GET("/write", ok, a.Kit.Protect(clerkhtmx.APIKey("write")))
	group.GET("/people", ok, a.Kit.Protect())

	for path, status := range map[string]int{
		"/api/read": http.StatusNoContent, "/api/write": http.StatusForbidden, "/api/people": http.StatusUnauthorized,
	} {
		a.Clerk.ForgetRequests()
		res := a.Serve(harness.BearerOf(path, key.Token))
		assert.Equal(t, status, res.Code, path)
		assert.Equal(t, 1, harness.Verifications(a.Clerk), path)
	}

	a.Clerk.RevokeMachineToken(key)
	assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.BearerOf("/api/read", key.Token)).Code, "revoked means revoked, at once")
}

func TestAudienceOfMachineTokens(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t, func(cfg *clerkhtmx.Config) { cfg.Audience = []string{"https://api.kit.test"} })
	oauth := func(jwt bool, audience ...string) string {
		return a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"email"}, Audience: audience, JWT: jwt}).Token
	}
	for _, jwt := range []bool{false, true} {
		assert.Equal(t, http.StatusOK, a.Serve(harness.BearerOf("/oauth", oauth(jwt, "https://api.kit.test"))).Code)
		for _, token := range []string{oauth(jwt), oauth(jwt, "https://other.kit.test")} {
			res := a.Serve(harness.BearerOf("/oauth", token))
			assert.Equal(t, http.StatusUnauthorized, res.Code)
			assert.Equal(t, "token-verification-failed", res.Header().Get("X-Clerk-Auth-Reason"))
		}
	}
	elsewhere := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", Scopes: []string{"mch_other"}, JWT: true})
	assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.BearerOf("/m2m", elsewhere.Token)).Code)
}

func TestCustomClaimsOfMachines(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.GET("/claims", func(c echo.Context) error {
		claims := map[string]any{}
		if err := clerkhtmx.From(c).Claims(&claims); err != nil {
			return c.String(http.StatusOK, err.Error())
		}
		return c.JSON(http.StatusOK, claims)
	}, a.Kit.Protect(clerkhtmx.Any(clerkhtmx.APIKey(), clerkhtmx.M2MToken(), clerkhtmx.OAuthToken())))
	claims := map[string]any{"tier": "gold"}

	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Claims: claims})
	assert.JSONEq(t, `{"tier":"gold"}`, a.Serve(harness.BearerOf("/claims", key.Token)).Body.String())
	plain := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID})
	assert.Equal(t, clerkhtmx.ErrNoClaims.Error(), a.Serve(harness.BearerOf("/claims", plain.Token)).Body.String())
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", Claims: claims, JWT: true})
	assert.JSONEq(t, `{"tier":"gold","aud":null,"scopes":""}`, a.Serve(harness.BearerOf("/claims", m2m.Token)).Body.String())
	oauth := a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, JWT: true})
	assert.Equal(t, clerkhtmx.ErrNoClaims.Error(), a.Serve(harness.BearerOf("/claims", oauth.Token)).Body.String())
}

func TestMachinesHaveNothingThatPeopleHave(t *testing.T) {
	t.Parallel()
	machine := clerkhtmx.Auth{
		TokenType: clerkhtmx.TokenTypeAPIKey, UserID: "user_1", OrgID: "org_1", OrgRole: "org:admin",
		OrgPermissions: []string{"org:a:b"}, Features: []string{"u:export"}, Plans: []string{"u:pro"},
		FactorVerificationAge: &[2]int{0, 0},
		Machine:               clerkhtmx.Machine{Scopes: []string{"read", "write"}},
	}
	assert.False(t, machine.SignedIn())
	for name, requirement := range map[string]clerkhtmx.Requirement{
		"signed in":      clerkhtmx.SignedIn(),
		"signed out":     clerkhtmx.SignedOut(),
		"role":           clerkhtmx.Role("org:admin"),
		"permission":     clerkhtmx.Permission("org:a:b"),
		"feature":        clerkhtmx.Feature("export"),
		"plan":           clerkhtmx.Plan("pro"),
		"reverification": clerkhtmx.Reverification(clerkhtmx.ReverificationLax()),
		"where":          clerkhtmx.Where(func(clerkhtmx.Auth) bool { return true }),
		"another token":  clerkhtmx.M2MToken(),
		"another scope":  clerkhtmx.APIKey("read", "delete"),
		"an empty scope": clerkhtmx.APIKey(""),
	} {
		assert.False(t, machine.Has(requirement), name)
	}
	assert.True(t, machine.Has(clerkhtmx.APIKey("write", "read")))
	assert.True(t, machine.Has(clerkhtmx.Any(clerkhtmx.SignedIn(), clerkhtmx.APIKey())))
	assert.False(t, clerkhtmx.Auth{}.Has(clerkhtmx.APIKey()))
	assert.False(t, clerkhtmx.Auth{UserID: "user_1", TokenType: "new_token"}.SignedIn(), "a token of an unknown type is not signed in")
	assert.True(t, clerkhtmx.Auth{UserID: "user_1"}.SignedIn())
}
