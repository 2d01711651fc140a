package fakeclerk_test

import (
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/jwks"
	clerkjwt "github.com/clerk/clerk-sdk-go/v2/jwt"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// sdk is clerk-sdk-go's configuration for the fake.
func (d *device) sdk() *clerk.ClientConfig {
	return &clerk.ClientConfig{BackendConfig: clerk.BackendConfig{
		URL: new(d.server.URL + "/api/v1"), Key: new(d.fake.SecretKey()),
	}}
}

// verify lets clerk-sdk-go judge a token.
func (d *device) verify(token string) (*clerk.SessionClaims, error) {
	return clerkjwt.Verify(d.t.Context(), &clerkjwt.VerifyParams{Token: token, JWKSClient: jwks.NewClient(d.sdk())})
}

// decode reads a token without verifying it.
func decode(t *testing.T, token string) (header, claims map[string]any) {
	t.Helper()
	payload := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser().ParseUnverified(token, payload)
	require.NoError(t, err)
	return parsed.Header, payload
}

func newSession(t *testing.T, fake *fakeclerk.Clerk, params fakeclerk.SignInParams) fakeclerk.Session {
	t.Helper()
	session, err := fake.SignIn(params)
	require.NoError(t, err)
	return session
}

func TestClerkSDKAcceptsSessionTokens(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDevice(t, fakeclerk.Config{Mode: mode})
			ada := createUser(t, d.fake, "ada@example.com")
			session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID})
			token, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID})
			require.NoError(t, err)

			claims, err := d.verify(token)
			require.NoError(t, err)
			assert.Equal(t, ada.ID, claims.Subject)
			assert.Equal(t, session.ID, claims.SessionID)
			assert.Empty(t, claims.ActiveOrganizationID)
		})
	}
}

func TestSessionTokenNamesOrganizationRoleAndPermissions(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	acme, err := d.fake.CreateOrganization(fakeclerk.Organization{Name: "Acme Inc"})
	require.NoError(t, err)
	require.NoError(t, d.fake.AddMember(acme.ID, ada.ID, "org:billing_manager",
		"org:invoices:create", "org:reports:read", "org:invoices:read", "org:sys_memberships:manage"))
	session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID, OrganizationID: acme.ID})
	token, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID})
	require.NoError(t, err)

	claims, err := d.verify(token)
	require.NoError(t, err)
	assert.Equal(t, acme.ID, claims.ActiveOrganizationID)
	assert.Equal(t, "acme-inc", claims.ActiveOrganizationSlug)
	assert.Equal(t, "org:billing_manager", claims.ActiveOrganizationRole)
	assert.ElementsMatch(t, []string{"org:invoices:create", "org:invoices:read", "org:reports:read"},
		claims.ActiveOrganizationPermissions, "system permissions stay out of tokens")

	_, payload := decode(t, token)
	assert.Equal(t, "o:invoices,o:reports", payload["fea"])
	assert.Equal(t, map[string]any{
		"id": acme.ID, "slg": "acme-inc", "rol": "billing_manager", "per": "create,read", "fpm": "3,2",
	}, payload["o"])
}

func TestTokensFromTheFrontendAPI(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	session := d.signIn("ada@example.com", password).text("response.created_session_id")

	header, payload := decode(t, d.post("/v1/client/sessions/"+session+"/tokens").ok().hasShape("token").text("jwt"))
	assert.Equal(t, "cl_B7d4PD111AAA", header["cat"])
	assert.Equal(t, payload["iat"], header["oiat"])
	assert.Equal(t, d.server.URL, payload["azp"])
	assert.Equal(t, session, payload["sid"])
	assert.Equal(t, "active", payload["sts"])
	assert.InDelta(t, 60, payload["exp"].(float64)-payload["iat"].(float64), 0)

	header, payload = decode(t, d.post("/v1/client/sessions/"+session+"/tokens/supabase").ok().text("jwt"))
	assert.Equal(t, "cl_B7d4PD222AAA", header["cat"])
	assert.Equal(t, ada.ID, payload["sub"])
	assert.NotContains(t, payload, "sid")
}
