package harness

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/clerk-htmx/kit/internal/testutil/signing"
)

// SigningKey is one of an instance's keys.
type SigningKey struct {
	KID     string
	Private *rsa.PrivateKey
}

// SigningKeys returns the four keys of the tests, which are made once, as that takes a while.
func SigningKeys() []SigningKey { return signingKeys() }

var signingKeys = sync.OnceValue(func() []SigningKey {
	keys := make([]SigningKey, 4)
	for n := range keys {
		keys[n] = SigningKey{KID: fmt.Sprint("ins_", n), Private: signing.NewKey()}
	}
	return keys
})

// Claims of the tokens that a [SigningKey] signs. Origin is also the application's.
const (
	Issuer    = "https://clerk.kit.test"
	Origin    = "http://example.com"
	UserID    = "user_ada"
	SessionID = "sess_ada"
)

// Token makes a session token of Ada's, unlike any other, that expires after life.
func (k SigningKey) Token(life time.Duration) string {
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": Issuer, "azp": Origin, "sub": UserID, "sid": SessionID, "sts": "active", "v": 2, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix() - 10, "exp": now.Add(life).Unix(),
	})
	token.Header["kid"] = k.KID
	signed, err := token.SignedString(k.Private)
	if err != nil {
		panic(err)
	}
	return signed
}

// BogusToken makes a token that has the form of a session token, and a kid of its own.
func BogusToken() string {
	encode := base64.RawURLEncoding.EncodeToString
	header := fmt.Sprintf(`{"alg":"RS256","typ":"JWT","kid":"ins_%s"}`, rand.Text())
	return encode([]byte(header)) + "." + encode([]byte(`{"sub":"user_eve"}`)) + "." + encode(make([]byte, 256))
}

// Sign makes a session token of Ada's, for an hour, with changed claims and header. A claim that is nil is left out.
func (k SigningKey) Sign(t testing.TB, header, changes map[string]any) string {
	t.Helper()
	return k.SignWith(t, jwt.SigningMethodRS256, header, changes)
}

// SignWith is [SigningKey.Sign] with another algorithm.
func (k SigningKey) SignWith(t testing.TB, method jwt.SigningMethod, header, changes map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := signing.Changed(map[string]any{
		"iss": Issuer, "azp": Origin, "sub": UserID, "sid": SessionID, "sts": "active", "v": 2, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix() - 10, "exp": now.Unix() + 3600,
	}, changes)
	return signing.Sign(t, method, k.Private, k.KID, header, claims)
}
