package sessiontoken_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// Package authn tests the same rules through requests, in more detail.
func TestARefusalHasTheReasonOfTheFirstRuleThatFails(t *testing.T) {
	t.Parallel()
	v := sessiontoken.NewVerifier(sessiontoken.Config{
		AuthorizedParties: []string{"https://example.com"}, Audience: []string{"api"}, Issuers: []string{"https://" + liveHost},
	}, instanceKeys())
	early, late := now.Unix()-60, now.Unix()+60
	for name, tt := range map[string]struct {
		header, claims map[string]any
		want           sessiontoken.Reason
	}{
		"a template's token, before its kid":  {map[string]any{"cat": "cl_B7d4PD222AAA", "kid": "x"}, nil, sessiontoken.ReasonTokenInvalid},
		"an unknown kid, before its typ":      {map[string]any{"kid": "x", "typ": "x"}, nil, sessiontoken.ReasonJWKKidMismatch},
		"another typ, before its alg":         {map[string]any{"typ": "x", "alg": "none"}, nil, sessiontoken.ReasonTokenInvalid},
		"another alg, before the signature":   {map[string]any{"alg": "RS512"}, map[string]any{"sub": nil}, sessiontoken.ReasonTokenInvalidAlgorithm},
		"no sub, before aud":                  {nil, map[string]any{"sub": nil, "aud": "x"}, sessiontoken.ReasonTokenVerificationFailed},
		"another aud, before azp":             {nil, map[string]any{"aud": "x", "azp": "x"}, sessiontoken.ReasonTokenVerificationFailed},
		"another azp, before iss":             {nil, map[string]any{"azp": "x", "iss": "x"}, sessiontoken.ReasonTokenInvalidAuthorizedParties},
		"another iss, before exp":             {nil, map[string]any{"iss": "x", "exp": early}, sessiontoken.ReasonTokenInvalidIssuer},
		"it has run out, before nbf":          {nil, map[string]any{"exp": early, "nbf": late}, sessiontoken.ReasonTokenExpired},
		"it is not active yet, before iat":    {nil, map[string]any{"nbf": late, "iat": late}, sessiontoken.ReasonTokenNotActiveYet},
		"it was issued in the future":         {nil, map[string]any{"iat": late}, sessiontoken.ReasonTokenIATInTheFuture},
		"an aud, where one of its own counts": {nil, map[string]any{"aud": []string{"x", "y"}}, sessiontoken.ReasonTokenVerificationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, v, sign(t, instanceKey(), tt.header, sessionClaims(tt.claims)), tt.want)
		})
	}
	accepts(t, v, session(t, map[string]any{"aud": []string{"x", "api"}}))
	accepts(t, v, session(t, nil))
}

func TestARevokedSessionCountsAsExpired(t *testing.T) {
	t.Parallel()
	v := verifier(instanceKeys())
	token := session(t, nil)
	accepts(t, v, token)
	v.Revoke("sess_1")
	refuses(t, v, token, sessiontoken.ReasonTokenExpired)
	accepts(t, v, session(t, map[string]any{"sid": "sess_2"}))
}

func TestOnlyTheSignatureOfATokenIsRemembered(t *testing.T) {
	t.Parallel()
	keys := instanceKeys()
	v := verifier(keys)
	raw := session(t, nil)
	accepts(t, v, raw)
	token, refusal := v.Parse(raw)
	require.Nil(t, refusal)
	assert.True(t, token.Remembered())
	require.Nil(t, v.Verify(t.Context(), token, now, skew))
	refusal = v.Verify(t.Context(), token, now.Add(time.Hour), skew)
	require.NotNil(t, refusal)
	assert.True(t, refusal.Unsettled())
	keys[kid] = &foreignKey().PublicKey
	refuses(t, v, raw, sessiontoken.ReasonTokenInvalidSignature)
}

type failingKeys struct{ err error }

func (s failingKeys) Key(context.Context, string) (*rsa.PublicKey, error) { return nil, s.err }

func TestAKeySourceThatFailsSaysNothingAboutTheToken(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	for err, tt := range map[error]struct {
		reason      sessiontoken.Reason
		unavailable bool
	}{
		sessiontoken.ErrKeyNotFound:      {sessiontoken.ReasonJWKKidMismatch, false},
		sessiontoken.ErrKeysUnavailable:  {sessiontoken.ReasonJWKRemoteFailedToLoad, true},
		sessiontoken.ErrSecretKeyInvalid: {sessiontoken.ReasonSecretKeyInvalid, true},
		other:                            {sessiontoken.ReasonJWKFailedToResolve, true},
	} {
		_, refusal := verify(t, verifier(failingKeys{err}), session(t, nil))
		require.NotNil(t, refusal)
		assert.Equal(t, tt.reason, refusal.Reason)
		assert.Equal(t, tt.unavailable, refusal.KeysUnavailable())
		assert.False(t, refusal.Unsettled())
		require.ErrorIs(t, refusal, err)
	}
	refuses(t, verifier(nil), session(t, nil), sessiontoken.ReasonJWKFailedToResolve)
}

func TestARefusalNamesItsReasonAndWhereTheTokenWas(t *testing.T) {
	t.Parallel()
	_, refusal := verify(t, verifier(instanceKeys()), sign(t, foreignKey(), nil, sessionClaims(nil)))
	require.NotNil(t, refusal)
	assert.Equal(t, "The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=header)", refusal.MessageInHeader())
	assert.Equal(t, "The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=cookie)", refusal.MessageInCookie())
}

func TestTokensOfMachinesHaveRulesOfTheirOwn(t *testing.T) {
	t.Parallel()
	v := sessiontoken.NewVerifier(sessiontoken.Config{Audience: []string{"api"}, Issuers: []string{"https://" + liveHost}}, instanceKeys())
	oauth := map[string]any{"typ": "at+jwt"}
	for name, tt := range map[string]struct {
		header, claims map[string]any
		m2m            bool
		want           sessiontoken.Reason // empty: it is good
	}{
		"a machine":                         {nil, map[string]any{"sub": "mch_1"}, true, ""},
		"a machine for nobody in question":  {nil, map[string]any{"sub": "mch_1", "aud": "x"}, true, sessiontoken.ReasonTokenVerificationFailed},
		"a machine that signs OAuth tokens": {oauth, map[string]any{"sub": "mch_1"}, true, sessiontoken.ReasonTokenInvalid},
		"an OAuth token for us":             {oauth, map[string]any{"aud": "api"}, false, ""},
		"an OAuth token for nobody":         {oauth, nil, false, sessiontoken.ReasonTokenVerificationFailed},
		"an OAuth token by somebody else":   {oauth, map[string]any{"aud": "api", "iss": "x"}, false, sessiontoken.ReasonTokenInvalidIssuer},
		"an OAuth token that ran out":       {oauth, map[string]any{"aud": "api", "exp": 1}, false, sessiontoken.ReasonTokenExpired},
		"an OAuth token without a subject":  {oauth, map[string]any{"aud": "api", "sub": nil}, false, sessiontoken.ReasonTokenVerificationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, refusal := v.Parse(sign(t, instanceKey(), tt.header, sessionClaims(tt.claims)))
			require.Nil(t, refusal)
			assert.False(t, token.IsSession())
			assert.Equal(t, tt.m2m, token.IsM2M())
			assert.Equal(t, !tt.m2m, token.IsOAuth())
			verify := v.VerifyOAuth
			if tt.m2m {
				verify = v.VerifyM2M
			}
			refusal = verify(t.Context(), token, now, skew)
			if tt.want == "" {
				require.Nil(t, refusal)
				return
			}
			require.NotNil(t, refusal)
			assert.Equal(t, tt.want, refusal.Reason)
		})
	}
}

func TestAHandshakeTokenBringsCookies(t *testing.T) {
	t.Parallel()
	v := verifier(instanceKeys())
	for name, tt := range map[string]struct {
		claim any
		want  []string
		ok    bool
	}{
		"a list":               {[]string{"a=b", "c=d"}, []string{"a=b", "c=d"}, true},
		"no list":              {"a=b", nil, true},
		"nothing":              {nil, nil, true},
		"a list with a number": {[]any{"a=b", 1}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, refusal := v.ParseHandshake(session(t, map[string]any{"handshake": tt.claim}))
			require.Nil(t, refusal)
			cookies, ok := token.HandshakeCookies()
			assert.Equal(t, tt.want, cookies)
			assert.Equal(t, tt.ok, ok)
		})
	}
}
