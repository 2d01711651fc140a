package sessiontoken_test

import (
	"context"
	"crypto/rsa"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
	"github.com/clerk-htmx/kit/internal/testutil/signing"
)

const (
	liveHost = "clerk.example.com"
	kid      = "ins_1"
	skew     = 5 * time.Second
)

var (
	instanceKey = signing.InstanceKey
	foreignKey  = signing.ForeignKey
)

// keySet is a KeySource of keys by kid.
type keySet map[string]*rsa.PublicKey

func (s keySet) Key(_ context.Context, kid string) (*rsa.PublicKey, error) {
	if key := s[kid]; key != nil {
		return key, nil
	}
	return nil, sessiontoken.ErrKeyNotFound
}

func instanceKeys() keySet { return keySet{kid: &instanceKey().PublicKey} }

// now is when the tests take place.
var now = time.Unix(1_700_000_000, 0)

func clock() time.Time { return now }

// sessionClaims are those of a good session token, with changes; nil removes a claim.
func sessionClaims(changes map[string]any) jwt.MapClaims {
	return signing.Changed(map[string]any{
		"iss": "https://" + liveHost,
		"sub": "user_1",
		"sid": "sess_1",
		"azp": "https://example.com",
		"iat": now.Unix() - 10,
		"nbf": now.Unix() - 20,
		"exp": now.Unix() + 50,
	}, changes)
}

// sign makes a token whose kid is that of the instance.
func sign(tb testing.TB, key *rsa.PrivateKey, header map[string]any, claims jwt.Claims) string {
	tb.Helper()
	return signing.Sign(tb, jwt.SigningMethodRS256, key, kid, header, claims)
}

// session signs a session token with changed claims.
func session(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	return sign(tb, instanceKey(), nil, sessionClaims(changes))
}

// signText signs a header and a payload that no library would write.
func signText(tb testing.TB, header, payload string) string {
	tb.Helper()
	return signing.SignText(tb, instanceKey(), header, payload)
}

func verifier(keys sessiontoken.KeySource) *sessiontoken.Verifier {
	return sessiontoken.NewVerifier(sessiontoken.Config{}, keys)
}

// verify returns the claims of a token, or its refusal.
func verify(tb testing.TB, v *sessiontoken.Verifier, token string) (*sessiontoken.Claims, *sessiontoken.Error) {
	tb.Helper()
	t, refusal := v.Parse(token)
	if refusal == nil {
		refusal = v.Verify(tb.Context(), t, now, skew)
	}
	if refusal != nil {
		return nil, refusal
	}
	return t.Claims(), nil
}

// accepts asserts that a token is good, and returns its claims.
func accepts(tb testing.TB, v *sessiontoken.Verifier, token string) *sessiontoken.Claims {
	tb.Helper()
	claims, refusal := verify(tb, v, token)
	require.Nil(tb, refusal)
	return claims
}

func refuses(tb testing.TB, v *sessiontoken.Verifier, token string, reason sessiontoken.Reason) {
	tb.Helper()
	_, refusal := verify(tb, v, token)
	require.NotNil(tb, refusal)
	assert.Equal(tb, reason, refusal.Reason)
	assert.NotContains(tb, refusal.Error(), token)
}
