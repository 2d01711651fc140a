package sessiontoken

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
)

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
