package clerkhtmx_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	clerksdk "github.com/clerk/clerk-sdk-go/v2"
	clerkhttp "github.com/clerk/clerk-sdk-go/v2/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestClaimsForClerksGoSDK(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	inAcme := clerktest.SessionParams{UserID: a.Ada.ID, OrganizationID: acme.ID}
	personal := clerktest.SessionParams{UserID: a.Ada.ID}
	for name, tt := range map[string]struct {
		session clerktest.SessionParams
		claims  map[string]any
		role    string
	}{
		"version 2": {inAcme, map[string]any{
			"fea": "o:dashboard,o:exports", "fva": []int{3, -1}, "act": map[string]any{"sub": "user_support"},
			"o": map[string]any{"id": acme.ID, "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3,2"},
		}, "org:admin"},
		"version 2, a personal account": {personal, map[string]any{"fva": []int{0, 0}}, ""},
		"version 1": {personal, map[string]any{
			"v": 1, "fva": []int{0, 5},
			"org_id": acme.ID, "org_slug": "acme", "org_role": "org:member", "org_permissions": []string{"org:invoices:read"},
		}, "org:member"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := a.Clerk.Token(clerktest.TokenParams{SessionID: a.Clerk.StartSession(tt.session).ID, Claims: tt.claims})
			auth, err := a.Kit.VerifyToken(t.Context(), token)
			require.NoError(t, err)
			var claims clerksdk.SessionClaims
			require.NoError(t, auth.Claims(&claims))

			want := claimsOfClerksMiddleware(t, a.Clerk, token)
			assert.Equal(t, want.ActiveOrganizationID, claims.ActiveOrganizationID)
			assert.Equal(t, want.ActiveOrganizationSlug, claims.ActiveOrganizationSlug)
			assert.Equal(t, want.ActiveOrganizationRole, claims.ActiveOrganizationRole)
			assert.ElementsMatch(t, want.ActiveOrganizationPermissions, claims.ActiveOrganizationPermissions)
			assert.Equal(t, want.RegisteredClaims, claims.RegisteredClaims)
			assert.Equal(t, want.SessionID, claims.SessionID)
			assert.Equal(t, want.Actor, claims.Actor)
			assert.Equal(t, want.FactorVerificationAge, claims.FactorVerificationAge)
			assert.Equal(t, tt.role, claims.ActiveOrganizationRole)
		})
	}
}

// claimsOfClerksMiddleware are the claims that clerk-sdk-go hands to its users.
func claimsOfClerksMiddleware(t *testing.T, clerk *clerktest.Clerk, token string) *clerksdk.SessionClaims {
	t.Helper()
	var claims *clerksdk.SessionClaims
	handler := clerkhttp.RequireHeaderAuthorization(clerkhttp.JSONWebKey(clerk.JWTKey()))(
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			claims, _ = clerksdk.SessionClaimsFromContext(r.Context())
		}))
	handler.ServeHTTP(httptest.NewRecorder(), harness.BearerOf("/", token))
	require.NotNil(t, claims)
	return claims
}

func TestClaimsForStructsAroundThoseOfClerksGoSDK(t *testing.T) {
	t.Parallel()
	key := harness.SigningKeys()[0]
	a := harness.NewNetworkApp(t, harness.NewInstance(key))
	verify := func(t *testing.T, claims map[string]any) clerkhtmx.Auth {
		t.Helper()
		auth, err := a.Kit.VerifyToken(t.Context(), key.Sign(t, nil, claims))
		require.NoError(t, err)
		return auth
	}
	organization := map[string]any{"o": map[string]any{"id": "org_1", "slg": "acme", "rol": "admin"}, "email": "ada@example.com"}

	t.Run("a struct that embeds them", func(t *testing.T) {
		t.Parallel()
		var claims struct {
			clerksdk.SessionClaims
			other string
		}
		require.NoError(t, verify(t, organization).Claims(&claims))
		assert.True(t, claims.HasRole("org:admin"))
		assert.Equal(t, harness.UserID, claims.Subject)
	})
	t.Run("a struct that has them as a field of that name", func(t *testing.T) {
		t.Parallel()
		var claims struct{ SessionClaims clerksdk.SessionClaims }
		require.NoError(t, verify(t, organization).Claims(&claims))
		assert.Zero(t, claims, "it is a claim of that name, which the token does not have")
	})
	t.Run("custom claims beside them", func(t *testing.T) {
		t.Parallel()
		var custom struct{ Email string }
		claims := clerksdk.SessionClaims{Custom: &custom}
		require.NoError(t, verify(t, organization).Claims(&claims))
		assert.Equal(t, "ada@example.com", custom.Email)
		assert.Equal(t, "org:admin", claims.ActiveOrganizationRole)
	})
	t.Run("a token that does not tell when a factor was verified", func(t *testing.T) {
		t.Parallel()
		var claims clerksdk.SessionClaims
		require.NoError(t, verify(t, nil).Claims(&claims))
		assert.True(t, claims.NeedsReverification(clerksdk.SessionReverificationPolicy{
			Level: clerksdk.SessionReverificationLevelFirstFactor, AfterMinutes: 10,
		}))
	})
	t.Run("an organization in the claims of an older version", func(t *testing.T) {
		t.Parallel()
		var claims clerksdk.SessionClaims
		require.NoError(t, verify(t, map[string]any{"org_id": "org_old", "org_role": "org:admin"}).Claims(&claims))
		assert.False(t, claims.HasRole("org:admin"), "a token of version 2 without an organization is a personal account's")
	})
	t.Run("a destination that cannot be decoded into", func(t *testing.T) {
		t.Parallel()
		auth := verify(t, nil)
		require.Error(t, auth.Claims(clerksdk.SessionClaims{}))
		require.Error(t, auth.Claims((*clerksdk.SessionClaims)(nil)))
		require.Error(t, auth.Claims(nil))
		require.ErrorIs(t, clerkhtmx.Auth{UserID: "user_1", ExpiresAt: time.Now()}.Claims(&clerksdk.SessionClaims{}), clerkhtmx.ErrNoClaims)
	})
}
