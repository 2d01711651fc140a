package fakeclerk

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// keys are what an instance must have again after a restart for the application, and for tokens, to be still good.
type keys struct {
	signer    signer
	secretKey string
}

// keyFile is the JSON of Config.KeyFile.
type keyFile struct {
	SecretKey  string `json:"secret_key"`
	KeyID      string `json:"key_id"`
	PrivateKey string `json:"private_key"` // PEM
}

// keys returns those of the file that the configuration names, or new ones.
func (cfg Config) keys() (keys, error) {
	if cfg.KeyFile == "" {
		signer, err := processSigner(cfg.publishableKey())
		return keys{signer: signer, secretKey: cfg.newSecretKey()}, err
	}
	content, err := os.ReadFile(cfg.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg.createKeyFile()
	}
	if err != nil {
		return keys{}, fmt.Errorf("KeyFile: %w", err)
	}
	return cfg.parseKeys(content)
}

func (cfg Config) newSecretKey() string { return newID(cfg.secretKeyPrefix()) }

func (cfg Config) secretKeyPrefix() string { return "sk_" + cfg.environment() }

// createKeyFile makes keys that no other instance has, and keeps them for the next start.
func (cfg Config) createKeyFile() (keys, error) {
	signer, err := newSigner()
	if err != nil {
		return keys{}, err
	}
	k := keys{signer: signer, secretKey: cfg.newSecretKey()}
	der, err := x509.MarshalPKCS8PrivateKey(signer.key)
	if err != nil {
		return keys{}, fmt.Errorf("KeyFile: %w", err)
	}
	content, err := json.MarshalIndent(keyFile{
		SecretKey: k.secretKey, KeyID: signer.kid,
		PrivateKey: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	}, "", "  ")
	if err != nil {
		return keys{}, fmt.Errorf("KeyFile: %w", err)
	}
	if err := os.WriteFile(cfg.KeyFile, append(content, '\n'), 0o600); err != nil {
		return keys{}, fmt.Errorf("KeyFile: %w", err)
	}
	return k, nil
}

// parseKeys reads a key file. Its errors do not show what is in it.
func (cfg Config) parseKeys(content []byte) (keys, error) {
	wrong := func(what string) (keys, error) {
		return keys{}, fmt.Errorf("KeyFile: %s: %s; delete the file to get new keys", cfg.KeyFile, what)
	}
	var file keyFile
	if err := json.Unmarshal(content, &file); err != nil {
		return wrong("not a file of keys")
	}
	if !strings.HasPrefix(file.SecretKey, cfg.secretKeyPrefix()+"_") {
		return wrong("the secret key is of another mode")
	}
	block, _ := pem.Decode([]byte(file.PrivateKey))
	if block == nil || file.KeyID == "" {
		return wrong("no signing key")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, isRSA := parsed.(*rsa.PrivateKey)
	if err != nil || !isRSA {
		return wrong("the signing key is not an RSA key")
	}
	return keys{signer: signer{kid: file.KeyID, key: key}, secretKey: file.SecretKey}, nil
}
