package sessiontoken_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

const (
	liveHost = "clerk.example.com"
	kid      = "ins_1"
	skew     = 5 * time.Second
)

// instanceKey and foreignKey sign; making them takes a while.
var (
	instanceKey = sync.OnceValue(newRSAKey)
	foreignKey  = sync.OnceValue(newRSAKey)
)

func newRSAKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

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
	claims := jwt.MapClaims{
		"iss": "https://" + liveHost,
		"sub": "user_1",
		"sid": "sess_1",
		"azp": "https://example.com",
		"iat": now.Unix() - 10,
		"nbf": now.Unix() - 20,
		"exp": now.Unix() + 50,
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// sign makes a token by golang-jwt, so that we do not share its mistakes.
func sign(tb testing.TB, key *rsa.PrivateKey, header map[string]any, claims jwt.Claims) string {
	tb.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = kid
	maps.Copy(token.Header, header)
	maps.DeleteFunc(token.Header, func(_ string, value any) bool { return value == nil })
	signed, err := token.SignedString(key)
	require.NoError(tb, err)
	return signed
}

// session signs a session token with changed claims.
func session(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	return sign(tb, instanceKey(), nil, sessionClaims(changes))
}

// signText signs a header and a payload that no library would write.
func signText(tb testing.TB, header, payload string) string {
	tb.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	input := encode([]byte(header)) + "." + encode([]byte(payload))
	signature, err := jwt.SigningMethodRS256.Sign(input, instanceKey())
	require.NoError(tb, err)
	return input + "." + encode(signature)
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
