package fakeclerk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestMintTokenObeysItsParameters(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	d := newDevice(t, fakeclerk.Config{Now: func() time.Time { return now }, Origin: "https://app.example.com", TokenTTL: time.Hour})
	ada := createUser(t, d.fake, "ada@example.com")
	session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID})
	mint := func(p fakeclerk.TokenParams) (header, claims map[string]any) {
		p.SessionID = session.ID
		token, err := d.fake.MintToken(p)
		require.NoError(t, err)
		return decode(t, token)
	}

	_, claims := mint(fakeclerk.TokenParams{})
	assert.InDelta(t, now.Unix(), claims["iat"], 0)
	assert.InDelta(t, now.Add(time.Hour).Unix(), claims["exp"], 0)
	assert.Equal(t, "https://app.example.com", claims["azp"])

	d.fake.SetTokenTTL(time.Minute)
	_, claims = mint(fakeclerk.TokenParams{IssuedAt: now.Add(-time.Hour)})
	assert.InDelta(t, now.Add(-59*time.Minute).Unix(), claims["exp"], 0)

	_, claims = mint(fakeclerk.TokenParams{ExpiresAt: now.Add(-time.Second)})
	assert.InDelta(t, now.Unix()-1, claims["exp"], 0)

	header, claims := mint(fakeclerk.TokenParams{
		Claims: map[string]any{"azp": nil, "sts": "pending"}, Header: map[string]any{"kid": nil, "typ": "at+jwt"},
	})
	assert.NotContains(t, claims, "azp")
	assert.Equal(t, "pending", claims["sts"])
	assert.NotContains(t, header, "kid")
	assert.Equal(t, "at+jwt", header["typ"])

	header, _ = mint(fakeclerk.TokenParams{Template: "supabase"})
	assert.Equal(t, "cl_B7d4PD222AAA", header["cat"])

	_, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: "sess_nobody"})
	assert.ErrorContains(t, err, "sess_nobody")
}
