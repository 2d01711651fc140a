package authn_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// refuses asserts that no carrier gets the token accepted, and returns the state
// of a header's.
func refuses(t *testing.T, a *authn.Authenticator, token string, reason authn.Reason) {
	t.Helper()
	state := authenticate(t, a, bearer(t, token))
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.Equal(t, reason, state.Reason)
	assert.Nil(t, state.Claims)
	assert.Empty(t, state.Token)
	if token != "" {
		assert.NotContains(t, state.Message, token)
	}

	// What a Cookie header can hold.
	if !strings.ContainsAny(token, "; \t\r\n%") {
		fromCookie := authenticate(t, a, document(t, "__session="+token, "__client_uat=1"))
		assert.Nil(t, fromCookie.Claims)
		assert.Equal(t, authn.SignedOut, fromCookie.Status)
		assert.Equal(t, reason, fromCookie.Reason)
	}
}

func TestATokenWithAnotherAlgorithmIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	public := &instanceKey().PublicKey
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	jwk, err := json.Marshal(map[string]string{
		"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
	})
	require.NoError(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)

	with := func(method jwt.SigningMethod, key any) string {
		token := jwt.NewWithClaims(method, sessionClaims(nil))
		token.Header["kid"] = kid
		signed, err := token.SignedString(key)
		require.NoError(t, err)
		return signed
	}
	tokens := map[string]string{
		"HS256 by the PEM":                      with(jwt.SigningMethodHS256, block),
		"HS256 by the PEM without its line end": with(jwt.SigningMethodHS256, bytes.TrimSpace(block)),
		"HS256 by the DER":                      with(jwt.SigningMethodHS256, der),
		"HS256 by the modulus":                  with(jwt.SigningMethodHS256, public.N.Bytes()),
		"HS256 by the JWK":                      with(jwt.SigningMethodHS256, jwk),
		"RS384, rightly signed":                 with(jwt.SigningMethodRS384, instanceKey()),
		"RS512, rightly signed":                 with(jwt.SigningMethodRS512, instanceKey()),
		"PS256, rightly signed":                 with(jwt.SigningMethodPS256, instanceKey()),
		"ES256":                                 with(jwt.SigningMethodES256, ecKey),
		"EdDSA":                                 with(jwt.SigningMethodEdDSA, crypto.Signer(edKey)),
		"none":                                  with(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"no alg at all":                         signText(t, `{"typ":"JWT","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"alg is not a string":                   signText(t, `{"alg":["RS256"],"kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"rs256 in lower case":                   signText(t, `{"alg":"rs256","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"ALG in upper case instead of alg":      signText(t, `{"ALG":"RS256","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"RS256 in Alg and none in alg":          signText(t, `{"Alg":"RS256","alg":"none","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
	}
	for _, alg := range []string{"none", "None", "nOnE"} {
		header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + alg + `","typ":"JWT","kid":"ins_1"}`))
		parts := strings.Split(good, ".")
		tokens[alg+", signature of a good token"] = header + "." + parts[1] + "." + parts[2]
		tokens[alg+", signature is junk"] = header + "." + parts[1] + ".AAAA"
		tokens[alg+", no signature"] = header + "." + parts[1] + "."
	}
	for name, token := range tokens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalidAlgorithm)
		})
	}
}

func TestTheHeaderOfATokenDecides(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for name, tt := range map[string]struct {
		header map[string]any
		want   authn.Reason
	}{
		"as it is":                      {nil, ""},
		"no typ":                        {map[string]any{"typ": nil}, ""},
		"typ in lower case":             {map[string]any{"typ": "jwt"}, authn.ReasonTokenInvalid},
		"typ null":                      {map[string]any{"typ": json.RawMessage("null")}, authn.ReasonTokenInvalid},
		"OAuth access token":            {map[string]any{"typ": "at+jwt"}, authn.ReasonTokenTypeMismatch},
		"OAuth access token, long form": {map[string]any{"typ": "application/at+jwt"}, authn.ReasonTokenTypeMismatch},
		"session category":              {map[string]any{"cat": "cl_B7d4PD111AAA"}, ""},
		"category to be ignored":        {map[string]any{"cat": "cl_I7d4PD111III"}, ""},
		"JWT template":                  {map[string]any{"cat": "cl_B7d4PD222AAA"}, authn.ReasonTokenTypeMismatch},
		"M2M category":                  {map[string]any{"cat": "cl_B7d4PD333AAA"}, authn.ReasonTokenTypeMismatch},
		"unknown category":              {map[string]any{"cat": "x"}, authn.ReasonTokenTypeMismatch},
		"empty category":                {map[string]any{"cat": ""}, authn.ReasonTokenTypeMismatch},
		"category null":                 {map[string]any{"cat": json.RawMessage("null")}, authn.ReasonTokenTypeMismatch},
		"crit":                          {map[string]any{"crit": []string{"x"}}, authn.ReasonTokenInvalid},
		"crit, empty":                   {map[string]any{"crit": []string{}}, authn.ReasonTokenInvalid},
		"b64 false":                     {map[string]any{"b64": false}, authn.ReasonTokenInvalid},
		"kid missing":                   {map[string]any{"kid": nil}, authn.ReasonJWKKidMismatch},
		"kid a number":                  {map[string]any{"kid": 1}, authn.ReasonJWKKidMismatch},
		"kid unknown":                   {map[string]any{"kid": "ins_2"}, authn.ReasonJWKKidMismatch},
		"kid of a file":                 {map[string]any{"kid": "../../x"}, authn.ReasonJWKKidMismatch},
		"kid for a database":            {map[string]any{"kid": "' OR 1=1"}, authn.ReasonJWKKidMismatch},
		"kid with a line break":         {map[string]any{"kid": "a\r\nb"}, authn.ReasonJWKKidMismatch},
		"kid of 64 KiB":                 {map[string]any{"kid": strings.Repeat("k", 64<<10)}, authn.ReasonTokenInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := sign(t, instanceKey(), tt.header, sessionClaims(nil))
			if tt.want != "" {
				refuses(t, a, token, tt.want)
				return
			}
			assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, token)).Status)
		})
	}
}

func TestAMachineTokenIsNoSession(t *testing.T) {
	t.Parallel()
	refuses(t, authenticator(t, nil), session(t, map[string]any{"sub": "mch_1"}), authn.ReasonTokenTypeMismatch)
}

func TestTheClaimsAreLookedAtOnlyAfterAGoodSignature(t *testing.T) {
	t.Parallel()
	token := sign(t, foreignKey(), nil, sessionClaims(map[string]any{"exp": 1, "sub": nil}))
	refuses(t, authenticator(t, nil), token, authn.ReasonTokenInvalidSignature)
}

func TestWhatTheKeySourceSaysIsTheReason(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err         error
		reason      authn.Reason
		unavailable bool
	}{
		{sessiontoken.ErrKeyNotFound, authn.ReasonJWKKidMismatch, false},
		{fmt.Errorf("wrapped: %w", sessiontoken.ErrKeysUnavailable), authn.ReasonJWKRemoteFailedToLoad, true},
		{fmt.Errorf("wrapped: %w", sessiontoken.ErrSecretKeyInvalid), authn.ReasonSecretKeyInvalid, true},
		{http.ErrHandlerTimeout, authn.ReasonJWKFailedToResolve, true},
	} {
		t.Run(string(tt.reason), func(t *testing.T) {
			t.Parallel()
			a := authenticatorWith(t, brokenKeys{tt.err}, nil, nil)
			for _, req := range []authn.Request{
				bearer(t, session(t, nil)),
				document(t, "__session="+session(t, nil), "__client_uat=1"),
			} {
				state := authenticate(t, a, req)
				assert.Equal(t, authn.SignedOut, state.Status, "never a handshake")
				assert.Equal(t, tt.reason, state.Reason)
				assert.Equal(t, tt.unavailable, state.KeysUnavailable)
				assert.False(t, state.Recoverable)
				if tt.unavailable {
					assert.ErrorIs(t, state.Cause, tt.err)
				}
			}
		})
	}
	t.Run("no key source", func(t *testing.T) {
		t.Parallel()
		refuses(t, authenticatorWith(t, nil, nil, nil), session(t, nil), authn.ReasonJWKFailedToResolve)
	})
}

func TestTheMessageNamesReasonAndCarrier(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	token := sign(t, foreignKey(), nil, sessionClaims(nil))
	assert.Equal(t,
		"The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=header)",
		authenticate(t, a, bearer(t, token)).Message)
	assert.Equal(t,
		"The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=cookie)",
		authenticate(t, a, document(t, "__session="+token, "__client_uat=1")).Message)
	handshake := authenticate(t, a, document(t, "__session="+session(t, map[string]any{"exp": 1}), "__client_uat=1"))
	assert.Equal(t, authn.Handshake, handshake.Status)
	assert.Equal(t, "The token has expired. (reason=token-expired, token-carrier=cookie)", handshake.Message)
}

func TestARepeatedTokenIsJudgedAnew(t *testing.T) {
	t.Parallel()
	keys := instanceKeys()
	clock := now
	a, err := authn.New(authn.Config{PublishableKey: liveKey(t)}, keys, nil, func() time.Time { return clock })
	require.NoError(t, err)
	req := bearer(t, session(t, nil))
	first, second := authenticate(t, a, req), authenticate(t, a, req)
	require.Equal(t, authn.SignedIn, first.Status)
	require.Equal(t, first.Claims.Subject, second.Claims.Subject)

	clock = now.Add(55*time.Second - time.Millisecond)
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
	clock = now.Add(55 * time.Second)
	assert.True(t, authenticate(t, a, req).Reason.Expired(), "expired to the millisecond")

	clock = now
	keys[kid] = &foreignKey().PublicKey
	assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, a, req).Reason, "another key of this name")
	delete(keys, kid)
	assert.Equal(t, authn.ReasonJWKKidMismatch, authenticate(t, a, req).Reason, "the key is gone")
	keys[kid] = &instanceKey().PublicKey
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
}

func TestTwoAuthenticatorsShareNothing(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, keySet{kid: &instanceKey().PublicKey}, nil, nil)
	b := authenticatorWith(t, keySet{kid: &foreignKey().PublicKey}, nil, nil)
	ours, theirs := bearer(t, session(t, nil)), bearer(t, sign(t, foreignKey(), nil, sessionClaims(nil)))
	for range 2 {
		assert.Equal(t, authn.SignedIn, authenticate(t, a, ours).Status)
		assert.Equal(t, authn.SignedIn, authenticate(t, b, theirs).Status)
		assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, a, theirs).Reason)
		assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, b, ours).Reason)
	}
}
