package fakeclerk_test

import (
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2/apikey"
	"github.com/clerk/clerk-sdk-go/v2/m2m_token"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestSDKVerifiesMachineTokens(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	created, err := d.fake.CreateAPIKey(fakeclerk.MachineToken{
		Subject: "user_1", Name: "laptop", Scopes: []string{"read"}, Claims: map[string]any{"tier": "gold"}, ExpiresAt: time.Now().Add(time.Hour),
	})
	require.NoError(t, err)
	keys := apikey.NewClient(d.sdk())
	key, err := keys.Verify(t.Context(), &apikey.VerifyParams{Secret: created.Token})
	require.NoError(t, err)
	assert.Equal(t, created.ID, key.ID)
	assert.Equal(t, "user_1", key.Subject)
	assert.Equal(t, "laptop", key.Name)
	assert.Equal(t, []string{"read"}, key.Scopes)
	assert.JSONEq(t, `{"tier":"gold"}`, string(key.Claims))
	require.NotNil(t, key.Expiration)

	m2m, err := d.fake.CreateM2MToken(fakeclerk.MachineToken{Subject: "mch_1"})
	require.NoError(t, err)
	tokens := m2m_token.NewClient(d.sdk())
	token, err := tokens.Verify(t.Context(), &m2m_token.VerifyParams{Token: m2m.Token})
	require.NoError(t, err)
	assert.Equal(t, "mch_1", token.Subject)
	assert.Empty(t, token.Scopes)

	_, err = keys.Verify(t.Context(), &apikey.VerifyParams{Secret: m2m.Token})
	requireCode(t, err, "resource_not_found")
	require.NoError(t, d.fake.RevokeMachineToken(created.ID))
	_, err = keys.Verify(t.Context(), &apikey.VerifyParams{Secret: created.Token})
	requireCode(t, err, "resource_not_found")
	_, err = keys.Verify(t.Context(), &apikey.VerifyParams{})
	requireCode(t, err, "form_param_missing")
}

func TestMachineTokensWantTheSecretKey(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	created, err := d.fake.CreateAPIKey(fakeclerk.MachineToken{Subject: "user_1"})
	require.NoError(t, err)
	wrong := d.sdk()
	wrong.Key = new("sk_live_guess")
	_, err = apikey.NewClient(wrong).Verify(t.Context(), &apikey.VerifyParams{Secret: created.Token})
	requireCode(t, err, "clerk_key_invalid")
}

func TestMachineTokensThatCannotBe(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	_, err := d.fake.CreateAPIKey(fakeclerk.MachineToken{})
	require.ErrorContains(t, err, "Subject")
	_, err = d.fake.CreateAPIKey(fakeclerk.MachineToken{Subject: "user_1", JWT: true})
	require.ErrorContains(t, err, "JWT")
	jwt, err := d.fake.CreateM2MToken(fakeclerk.MachineToken{Subject: "mch_1", JWT: true})
	require.NoError(t, err)
	require.Error(t, d.fake.RevokeMachineToken(jwt.ID), "nobody keeps a JWT")
}
