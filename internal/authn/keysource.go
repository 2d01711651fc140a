package authn

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
)

// KeySource finds the public key that a token says it was signed with. Clerk
// signs with RS256 and nothing else, so every key is for RS256.
//
// Key is called for each token, also hostile ones: kid is whatever the sender
// wrote, up to 8 KiB. It must be cheap for keys it knows, give the same pointer
// for the same key, and be safe for concurrent use. Its errors wrap one of the
// three below; [ErrKeyNotFound] says that the set of keys is known and kid is not
// in it.
type KeySource interface {
	Key(ctx context.Context, kid string) (*rsa.PublicKey, error)
}

// The errors of a [KeySource].
var (
	ErrKeyNotFound      = errors.New("authn: no key with this kid")
	ErrKeysUnavailable  = errors.New("authn: signing keys cannot be fetched")
	ErrSecretKeyInvalid = errors.New("authn: Clerk refuses the secret key")
)

// minRSABits and maxRSABits bound the modulus: shorter keys are weak, longer ones
// make every verification expensive.
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// CheckKey reports whether a public key is fit to verify tokens: a modulus of
// 2048 to 8192 bits and an odd exponent of at least 3.
func CheckKey(key *rsa.PublicKey) error {
	bits := key.N.BitLen()
	switch {
	case bits < minRSABits || bits > maxRSABits:
		return errors.New("RSA modulus is not 2048 to 8192 bits long")
	case key.N.Bit(0) == 0:
		return errors.New("RSA modulus is even")
	case key.E < 3 || key.E%2 == 0:
		return errors.New("RSA exponent is not an odd number of at least 3")
	}
	return nil
}

// JWTKey is the instance's one key, known in advance (Clerk's "JWKS Public Key" in
// PEM). It verifies tokens without network; their kid does not matter.
type JWTKey struct{ key *rsa.PublicKey }

// ParseJWTKey reads a PEM public key. As in Clerk's SDKs, the BEGIN and END lines
// and the line breaks may be missing, for keys that travel in environment
// variables.
func ParseJWTKey(pem string) (JWTKey, error) {
	const begin, end = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
	body := strings.ReplaceAll(pem, `\n`, "\n")
	body = strings.TrimSpace(body)
	body = strings.TrimSuffix(strings.TrimPrefix(body, begin), end)
	body = strings.Join(strings.Fields(body), "")
	der, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return JWTKey{}, errors.New("not a PEM public key")
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return JWTKey{}, errors.New("not a PEM public key")
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return JWTKey{}, errors.New("not an RSA key")
	}
	if err := CheckKey(key); err != nil {
		return JWTKey{}, err
	}
	return JWTKey{key}, nil
}

// Key returns the key, whatever the kid.
func (k JWTKey) Key(context.Context, string) (*rsa.PublicKey, error) {
	if k.key == nil {
		return nil, ErrKeyNotFound
	}
	return k.key, nil
}
