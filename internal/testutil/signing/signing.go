// Package signing makes signed tokens for tests, by golang-jwt, so that the kit's verifier is not tested with its own
// mistakes.
package signing

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"maps"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
)

// InstanceKey and ForeignKey return two keys, the same ones for all tests of a package, since making a key takes a while.
var (
	InstanceKey = sync.OnceValue(NewKey)
	ForeignKey  = sync.OnceValue(NewKey)
)

// NewKey makes an RSA key of 2048 bits.
func NewKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// Changed returns claims with changes. A change to nil removes a claim.
func Changed(claims, changes map[string]any) jwt.MapClaims {
	changed := maps.Clone(claims)
	maps.Copy(changed, changes)
	maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
	return changed
}

// Sign makes a token of claims, signed with key by method. Its header has the kid, with changes as in [Changed].
func Sign(tb testing.TB, method jwt.SigningMethod, key *rsa.PrivateKey, kid string, header map[string]any, claims jwt.Claims) string {
	tb.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = kid
	token.Header = Changed(token.Header, header)
	signed, err := token.SignedString(key)
	require.NoError(tb, err)
	return signed
}

// SignText signs a header and a payload that no library would write.
func SignText(tb testing.TB, key *rsa.PrivateKey, header, payload string) string {
	tb.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	input := encode([]byte(header)) + "." + encode([]byte(payload))
	signature, err := jwt.SigningMethodRS256.Sign(input, key)
	require.NoError(tb, err)
	return input + "." + encode(signature)
}
