package fakeclerk

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"sync"

	"github.com/golang-jwt/jwt/v5"
)

// signer holds the instance's one signing key. The kid is random, so that a process-wide key cache such as
// clerk-sdk-go's never mixes up two fakes.
type signer struct {
	kid string
	key *rsa.PrivateKey
}

// processKeys has the signing keys of this process by publishable key, each a func() (*rsa.PrivateKey, error). Making one
// takes a hundred times as long as all else that New does, and tests make many instances. Instances with one publishable key
// share
// it, and differ in the kid alone.
var processKeys sync.Map

// processSigner has a kid of its own, and the key that this process has for the publishable key.
func processSigner(publishableKey string) (signer, error) {
	made, _ := processKeys.LoadOrStore(publishableKey, sync.OnceValues(generateKey))
	key, err := made.(func() (*rsa.PrivateKey, error))()
	return signer{kid: newID("ins"), key: key}, err
}

// newSigner has a new key.
func newSigner() (signer, error) {
	key, err := generateKey()
	return signer{kid: newID("ins"), key: key}, err
}

func generateKey() (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("generating signing key: %w", err)
	}
	return key, nil
}

// sign makes an RS256 JWT. Entries of header come on top of alg, kid and typ; nil removes one.
func (s signer) sign(header, claims map[string]any) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims(claims))
	token.Header["kid"] = s.kid
	overlay(token.Header, header)
	signed, err := token.SignedString(s.key)
	if err != nil {
		return "", fmt.Errorf("signing token: %w", err)
	}
	return signed, nil
}

type jwk struct {
	Kty string `json:"kty"`
	N   string `json:"n"`
	E   string `json:"e"`
	Kid string `json:"kid"`
	Use string `json:"use"`
	Alg string `json:"alg"`
}

type jwks struct {
	Keys []jwk `json:"keys"`
}

func (s signer) jwks() jwks {
	encode := base64.RawURLEncoding.EncodeToString
	return jwks{Keys: []jwk{{
		Kty: "RSA",
		N:   encode(s.key.N.Bytes()),
		E:   encode(big.NewInt(int64(s.key.E)).Bytes()),
		Kid: s.kid,
		Use: "sig",
		Alg: "RS256",
	}}}
}

func (c *call) getJWKS() (any, error) { return c.signer.jwks(), nil }
