package sessiontoken

import (
	"context"
	"crypto/rsa"
	"errors"
)

// KeySource finds the public key that a token says it was signed with. Clerk
// signs with RS256 and nothing else, so every key is for RS256.
//
// Key is called for each token, even a forged one: the sender chooses kid, up to 8 KiB. It must
// be cheap for keys it knows, give the same pointer for the same key, and be safe for
// concurrent use. Its errors wrap one of the three below. [ErrKeyNotFound] says that the set of
// keys is known and does not have kid.
type KeySource interface {
	Key(ctx context.Context, kid string) (*rsa.PublicKey, error)
}

// The errors of a [KeySource].
var (
	ErrKeyNotFound      = errors.New("sessiontoken: no key with this kid")
	ErrKeysUnavailable  = errors.New("sessiontoken: signing keys cannot be fetched")
	ErrSecretKeyInvalid = errors.New("sessiontoken: Clerk refuses the secret key")
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
