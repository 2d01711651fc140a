package fakeclerk

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// RotateKeys replaces the signing key. The key set holds the new key only: tokens signed before stop verifying as soon as
// a backend reads it.
func (c *Clerk) RotateKeys() error {
	signer, err := newSigner()
	if err != nil {
		return fmt.Errorf("fakeclerk: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signer = signer
	return nil
}

// KeyID is the kid of the key that signs now.
func (c *Clerk) KeyID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signer.kid
}

// JWTKey is the PEM form of the current public key, what Clerk's dashboard calls the JWT public key.
func (c *Clerk) JWTKey() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	der, err := x509.MarshalPKIXPublicKey(&c.signer.key.PublicKey)
	if err != nil {
		return "", fmt.Errorf("fakeclerk: encoding public key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}
