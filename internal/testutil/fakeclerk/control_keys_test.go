package fakeclerk_test

import (
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	clerkjwt "github.com/clerk/clerk-sdk-go/v2/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestRotateKeysInvalidatesOldTokens(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID})
	old, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID})
	require.NoError(t, err)
	oldKeyID := d.fake.KeyID()

	require.NoError(t, d.fake.RotateKeys())

	assert.NotEqual(t, oldKeyID, d.fake.KeyID())
	_, err = d.verify(old)
	require.Error(t, err)
	fresh, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID})
	require.NoError(t, err)
	_, err = d.verify(fresh)
	require.NoError(t, err)
	set := d.get("/.well-known/jwks.json").ok().hasShape("jwks")
	assert.Len(t, set.at("keys"), 1)
	assert.Equal(t, set.body, d.get("/v1/jwks").ok().body)
}

func TestJWTKeyVerifiesWithoutARequest(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID})
	token, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID})
	require.NoError(t, err)
	pem, err := d.fake.JWTKey()
	require.NoError(t, err)
	key, err := clerk.JSONWebKeyFromPEM(pem)
	require.NoError(t, err)

	_, err = clerkjwt.Verify(t.Context(), &clerkjwt.VerifyParams{Token: token, JWK: key})
	require.NoError(t, err)
	assert.Empty(t, d.fake.Requests())
}
