package sessiontoken_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestParseJWTKey(t *testing.T) {
	t.Parallel()
	der, err := x509.MarshalPKIXPublicKey(&instanceKey().PublicKey)
	require.NoError(t, err)
	block := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	bare := strings.TrimSpace(strings.NewReplacer("-----BEGIN PUBLIC KEY-----", "", "-----END PUBLIC KEY-----", "").Replace(block))
	for name, text := range map[string]string{
		"PEM":                          block,
		"PEM with CR LF":               strings.ReplaceAll(block, "\n", "\r\n"),
		"PEM without line breaks":      strings.ReplaceAll(block, "\n", ""),
		"PEM with spelled line breaks": strings.ReplaceAll(block, "\n", `\n`),
		"PEM, indented":                "  " + strings.ReplaceAll(block, "\n", "\n  "),
		"without BEGIN and END":        bare,
		"that on one line":             strings.ReplaceAll(bare, "\n", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := sessiontoken.ParseJWTKey(text)
			require.NoError(t, err)
			v := sessiontoken.NewVerifier(sessiontoken.Config{}, key)
			token := sign(t, instanceKey(), map[string]any{"kid": "anything"}, sessionClaims(nil))
			assert.Equal(t, "user_1", accepts(t, v, token).Subject)
			refuses(t, v, sign(t, foreignKey(), nil, sessionClaims(nil)), sessiontoken.ReasonTokenInvalidSignature)
		})
	}
}

func TestParseJWTKeyRefuses(t *testing.T) {
	t.Parallel()
	encode := func(key any) string {
		der, err := x509.MarshalPKIXPublicKey(key)
		require.NoError(t, err)
		return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	even := instanceKey().PublicKey
	even.E = 4
	one := instanceKey().PublicKey
	one.E = 1
	private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(instanceKey())})
	short := rsa.PublicKey{N: new(big.Int).Rsh(instanceKey().N, 1024), E: 65537}
	for name, text := range map[string]string{
		"nothing":         "",
		"garbage":         "garbage",
		"a secret key":    "sk_live_x",
		"a private key":   string(private),
		"an ECDSA key":    encode(&ec.PublicKey),
		"an even e":       encode(&even),
		"e of one":        encode(&one),
		"a cut-off key":   encode(&instanceKey().PublicKey)[:200],
		"a short modulus": encode(&short),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sessiontoken.ParseJWTKey(text)
			require.Error(t, err)
			if text != "" {
				assert.NotContains(t, err.Error(), text)
			}
		})
	}
	_, err = sessiontoken.JWTKey{}.Key(t.Context(), "x")
	assert.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
}
