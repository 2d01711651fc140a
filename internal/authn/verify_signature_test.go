package authn_test

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestATokenCannotBringItsOwnKey(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	defer server.Close()
	public := &foreignKey().PublicKey
	jwk := map[string]string{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "kid": kid}
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	a := authenticator(t, nil)
	for name, header := range map[string]map[string]any{
		"jku": {"jku": server.URL},
		"x5u": {"x5u": server.URL},
		"jwk": {"jwk": jwk},
		"x5c": {"x5c": []string{base64.StdEncoding.EncodeToString(der)}},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, a, sign(t, foreignKey(), header, sessionClaims(nil)), authn.ReasonTokenInvalidSignature)
		})
	}
	assert.Zero(t, requests.Load())
}

func TestASignatureThatIsNotTheInstancesIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	parts := strings.Split(good, ".")
	other := strings.Split(session(t, map[string]any{"sub": "user_2"}), ".")
	for name, token := range map[string]string{
		"of another key":     sign(t, foreignKey(), nil, sessionClaims(nil)),
		"of another payload": parts[0] + "." + other[1] + "." + parts[2],
		"empty":              parts[0] + "." + parts[1] + ".",
		"short":              parts[0] + "." + parts[1] + ".AAAA",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalidSignature)
			assert.NoError(t, authenticate(t, a, bearer(t, token)).Cause, "nothing went wrong but the token")
		})
	}
}
