package jwks

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"slices"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// parseKeySet reads a JWK Set (RFC 7517, section 5). Keys that are malformed, weak
// or for something else are left out and do not spoil the others; a set without
// any good key is an error.
func parseKeySet(body []byte) (map[string]*rsa.PublicKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, errors.New("response is not a JWK Set")
	}
	if len(set.Keys) > maxKeys {
		return nil, errors.New("too many keys")
	}
	keys := map[string]*rsa.PublicKey{}
	for _, raw := range set.Keys {
		kid, key, err := parseKey(raw)
		if err == nil && keys[kid] == nil { // the first of two keys with the same kid counts
			keys[kid] = key
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("no usable key in the set")
	}
	return keys, nil
}

var errKey = errors.New("not an RSA key for RS256 signatures")

// parseKey reads a JWK that verifies RS256 signatures. It refuses a key whose alg, use or
// key_ops name something else (RFC 7517, section 4).
func parseKey(raw []byte) (kid string, key *rsa.PublicKey, err error) {
	var jwk struct {
		Kid    string   `json:"kid"`
		Kty    string   `json:"kty"`
		Alg    string   `json:"alg"`
		Use    string   `json:"use"`
		KeyOps []string `json:"key_ops"`
		N      string   `json:"n"`
		E      string   `json:"e"`
	}
	if err := json.Unmarshal(raw, &jwk); err != nil {
		return "", nil, errKey
	}
	switch {
	case jwk.Kid == "", jwk.Kty != "RSA",
		jwk.Alg != "" && jwk.Alg != "RS256",
		jwk.Use != "" && jwk.Use != "sig",
		jwk.KeyOps != nil && !slices.Contains(jwk.KeyOps, "verify"):
		return "", nil, errKey
	}
	n, err1 := base64.RawURLEncoding.DecodeString(jwk.N)
	e, err2 := base64.RawURLEncoding.DecodeString(jwk.E)
	if err1 != nil || err2 != nil {
		return "", nil, errKey
	}
	exponent := new(big.Int).SetBytes(e)
	if exponent.BitLen() > 31 { // as far as crypto/rsa goes
		return "", nil, errKey
	}
	key = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(exponent.Int64())}
	if err := sessiontoken.CheckKey(key); err != nil {
		return "", nil, err
	}
	return jwk.Kid, key, nil
}
