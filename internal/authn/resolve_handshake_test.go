package authn_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// handshakeToken signs a handshake payload of these directives.
func handshakeToken(t *testing.T, directives ...string) string {
	t.Helper()
	return sign(t, instanceKey(), nil, jwt.MapClaims{"handshake": directives})
}

func TestAHandshakeBringsASession(t *testing.T) {
	t.Parallel()
	first, second := session(t, nil), session(t, map[string]any{"sub": "user_2"})
	directives := []string{
		"__client_uat=1; Path=/",
		"__session=" + first + "; Path=/; SameSite=Lax",
		"__session_xxxxxxxx=" + second + "; Path=/; SameSite=Lax",
		"__clerk_handshake=; Path=/; Max-Age=0",
	}
	token := handshakeToken(t, directives...)

	t.Run("in production it is a cookie, and the request goes on", func(t *testing.T) {
		t.Parallel()
		state := authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake="+token))
		assert.Equal(t, authn.SignedIn, state.Status)
		assert.Equal(t, "user_2", state.Claims.Subject, "the last session counts")
		assert.Equal(t, second, state.Token)
		assert.Equal(t, directives, state.SetCookies)
		assert.Empty(t, state.Location)
		header := http.Header{}
		state.WriteHeader(header)
		assert.Equal(t, http.Header{
			"Set-Cookie":                       directives,
			"Access-Control-Allow-Origin":      {"null"},
			"Access-Control-Allow-Credentials": {"true"},
			"Cache-Control":                    {"no-store"},
		}, header)
	})
	t.Run("in development it is in the URL, from which a redirect removes it", func(t *testing.T) {
		t.Parallel()
		a := authenticator(t, development(t))
		state := authenticate(t, a, at(t, publicURL+"?a=b&__clerk_handshake="+token+"&__clerk_help=1&__clerk_db_jwt=x&__clerk_handshake_nonce=",
			"__clerk_handshake=garbage"))
		assert.Equal(t, authn.SignedIn, state.Status)
		assert.Equal(t, "https://example.com/page?a=b", state.Location)
		assert.Equal(t, directives, state.SetCookies)
	})
	t.Run("in production it may be in the URL as well, which stays", func(t *testing.T) {
		t.Parallel()
		state := authenticate(t, authenticator(t, nil), at(t, publicURL+"?__clerk_handshake="+token))
		assert.Equal(t, authn.SignedIn, state.Status)
		assert.Equal(t, directives, state.SetCookies)
		assert.Empty(t, state.Location)
	})
	t.Run("in production no link can carry it with HandshakeCookieOnly", func(t *testing.T) {
		t.Parallel()
		cookieOnly := func(cfg *authn.Config) { cfg.HandshakeCookieOnly = true }
		state := authenticate(t, authenticator(t, cookieOnly), at(t, publicURL+"?__clerk_handshake="+token+"&__clerk_handshake_nonce=x"))
		assert.Equal(t, authn.ReasonSessionTokenAndUATMissing, state.Reason)
		assert.Empty(t, state.SetCookies)

		both := func(cfg *authn.Config) { development(t)(cfg); cookieOnly(cfg) }
		state = authenticate(t, authenticator(t, both), at(t, publicURL+"?__clerk_handshake="+token))
		assert.Equal(t, authn.SignedIn, state.Status, "in development there is no other way")
	})
	t.Run("an old exp does not matter", func(t *testing.T) {
		t.Parallel()
		old := sign(t, instanceKey(), nil, jwt.MapClaims{"handshake": directives, "exp": 1, "iat": 1 << 40})
		assert.Equal(t, authn.SignedIn, authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake="+old)).Status)
	})
}

func TestAHandshakeMayBringASignOut(t *testing.T) {
	t.Parallel()
	for name, directives := range map[string][]string{
		"the session is removed":            {"__client_uat=0", "__session=; Max-Age=0"},
		"the last of the sessions is empty": {"__session_x=" + session(t, nil), "__session=; Max-Age=0"},
		"no session at all":                 {"__client_uat=0"},
		"nothing":                           {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			good := []string{"__session=" + session(t, nil), "__client_uat=1"}
			state := authenticate(t, authenticator(t, nil), document(t, append(good, "__clerk_handshake="+handshakeToken(t, directives...))...))
			assert.Equal(t, authn.SignedOut, state.Status, "whatever cookies came along")
			assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason)
			assert.Len(t, state.SetCookies, len(directives))

			inDevelopment := authenticate(t, authenticator(t, development(t)),
				at(t, publicURL+"?__clerk_handshake="+handshakeToken(t, directives...)))
			assert.Equal(t, authn.ReasonSessionTokenMissing, inDevelopment.Reason)
			assert.Equal(t, publicURL, inDevelopment.Location)
		})
	}
}

func TestAHandshakeWithoutAListHasNothingToSet(t *testing.T) {
	t.Parallel()
	good := session(t, nil)
	for name, claim := range map[string]any{
		"missing": nil, "null": json.RawMessage("null"), "text": "__session=" + good, "an object": map[string]string{"0": "__session=" + good}, "a number": 1,
	} {
		token := sign(t, instanceKey(), nil, jwt.MapClaims{"handshake": claim})
		state := authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake="+token, "__session="+good, "__client_uat=1"))
		assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason, name)
		assert.Empty(t, state.SetCookies, name)
		assert.NoError(t, state.Cause, name)
	}
}

func TestABadHandshake(t *testing.T) {
	t.Parallel()
	good := []string{"__session=" + session(t, nil), "__client_uat=1"}
	directive := []string{"__session=" + session(t, map[string]any{"sub": "user_2"})}
	payload := jwt.MapClaims{"handshake": directive}
	for name, tt := range map[string]struct {
		token  string
		reason authn.Reason // of the error in development; none if empty
	}{
		"of a foreign key":           {sign(t, foreignKey(), nil, payload), authn.ReasonTokenInvalidSignature},
		"of an unknown kid":          {sign(t, instanceKey(), map[string]any{"kid": "x"}, payload), authn.ReasonJWKKidMismatch},
		"from a JWT template":        {sign(t, instanceKey(), map[string]any{"cat": "cl_B7d4PD222AAA"}, payload), authn.ReasonTokenInvalid},
		"from a machine":             {sign(t, instanceKey(), map[string]any{"cat": "cl_B7d4PD333AAA"}, payload), authn.ReasonTokenInvalid},
		"typ is not JWT":             {sign(t, instanceKey(), map[string]any{"typ": "x"}, payload), authn.ReasonTokenInvalid},
		"crit":                       {sign(t, instanceKey(), map[string]any{"crit": []string{"b64"}}, payload), authn.ReasonTokenInvalid},
		"garbage":                    {"garbage", authn.ReasonTokenInvalid},
		"too long":                   {strings.Repeat("a", 40<<10), authn.ReasonTokenInvalid},
		"its session is foreign":     {handshakeToken(t, "__session="+sign(t, foreignKey(), nil, sessionClaims(nil))), ""},
		"its session is garbage":     {handshakeToken(t, "__session=garbage"), ""},
		"its session is a machine":   {handshakeToken(t, "__session="+session(t, map[string]any{"sub": "mch_1"})), ""},
		"its session is a handshake": {handshakeToken(t, "__session="+handshakeToken(t)), ""},
		"its list has numbers":       {sign(t, instanceKey(), nil, jwt.MapClaims{"handshake": []any{directive[0], 1}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, authenticator(t, nil), document(t, append(good, "__clerk_handshake="+tt.token)...))
			assert.Equal(t, authn.SignedIn, state.Status, "the cookies that came along decide")
			assert.Equal(t, "user_1", state.Claims.Subject)
			assert.Empty(t, state.SetCookies)
			assert.Empty(t, state.Location)
			require.Error(t, state.Cause)
			assert.NotContains(t, state.Cause.Error(), tt.token)

			_, err := authenticator(t, development(t)).Authenticate(t.Context(), document(t, "__clerk_handshake="+tt.token))
			if tt.reason == "" {
				assert.NoError(t, err)
				return
			}
			var refused *authn.HandshakeTokenError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, tt.reason, refused.Reason)
			if tt.reason == authn.ReasonTokenInvalidSignature {
				assert.ErrorContains(t, err, "clear your cookies")
			}
		})
	}
}

func TestTokensAreNotInterchangeable(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	// A session as a handshake has no cookies to set.
	state := authenticate(t, a, document(t, "__clerk_handshake="+session(t, nil)))
	assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason)
	assert.Empty(t, state.SetCookies)
	// A handshake as a session has no sub.
	refuses(t, a, handshakeToken(t), authn.ReasonTokenVerificationFailed)
}
