package authn_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestNewCopiesItsConfiguration(t *testing.T) {
	t.Parallel()
	parties := []string{"https://example.com"}
	a := authenticator(t, func(cfg *authn.Config) { cfg.AuthorizedParties = parties })
	parties[0] = "https://evil.com"
	assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, session(t, nil))).Status)
}

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
			key, err := authn.ParseJWTKey(text)
			require.NoError(t, err)
			a := authenticatorWith(t, key, nil, nil)
			token := sign(t, instanceKey(), map[string]any{"kid": "anything"}, sessionClaims(nil))
			assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, token)).Status)
			refuses(t, a, sign(t, foreignKey(), nil, sessionClaims(nil)), authn.ReasonTokenInvalidSignature)
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
			_, err := authn.ParseJWTKey(text)
			require.Error(t, err)
			if text != "" {
				assert.NotContains(t, err.Error(), text)
			}
		})
	}
	_, err = authn.JWTKey{}.Key(t.Context(), "x")
	assert.ErrorIs(t, err, authn.ErrKeyNotFound)
}

func TestFromHTTP(t *testing.T) {
	t.Parallel()
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/x"}, Header: http.Header{
		"Cookie": {"a=b", "__session=c"}, "Authorization": {"Bearer x"}, "Sec-Fetch-Dest": {"empty"},
	}}
	assert.Equal(t, authn.Request{
		Method: http.MethodGet, URL: r.URL, Cookie: "a=b; __session=c", Authorization: "Bearer x",
		SecFetchDest: "empty", Header: r.Header,
	}, authn.FromHTTP(r, nil))
}

func TestWriteHeader(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		state authn.State
		want  http.Header
	}{
		"signed in": {authn.State{Status: authn.SignedIn, Token: "x"}, http.Header{}},
		"signed out": {
			authn.State{Status: authn.SignedOut, Reason: authn.ReasonTokenInvalid, Message: "why"},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"token-invalid"}, "X-Clerk-Auth-Message": {"why"}},
		},
		"no message": {
			authn.State{Status: authn.SignedOut, Reason: authn.ReasonSessionTokenAndUATMissing},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"session-token-and-uat-missing"}},
		},
		"a message that no header can hold": {
			authn.State{Status: authn.SignedOut, Reason: "x", Message: "a\r\nb"},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"x"}},
		},
		"handshake": {
			authn.State{Status: authn.Handshake, Reason: authn.ReasonDevBrowserMissing, Location: "https://x/", SetCookies: []string{"a=b", "c=d"}},
			http.Header{
				"X-Clerk-Auth-Status": {"handshake"}, "X-Clerk-Auth-Reason": {"dev-browser-missing"},
				"Location": {"https://x/"}, "Set-Cookie": {"a=b", "c=d"}, "Cache-Control": {"no-store"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			tt.state.WriteHeader(header)
			assert.Equal(t, tt.want, header)
		})
	}
	header := http.Header{"Set-Cookie": {"theirs=1"}}
	authn.State{Status: authn.SignedIn, SetCookies: []string{"ours=1"}}.WriteHeader(header)
	assert.Equal(t, []string{"theirs=1", "ours=1"}, header.Values("Set-Cookie"))
}
