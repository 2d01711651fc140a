package authn_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestTheHandshakeURL(t *testing.T) {
	t.Parallel()
	token := session(t, nil)
	const rest = "&__clerk_api_version=2026-05-12&suffixed_cookies=false&__clerk_hs_reason="
	for _, tt := range []struct {
		name    string
		change  func(*authn.Config)
		url     string
		cookies []string
		want    string
	}{
		{
			"in production", nil, "https://example.com/page?q=1", []string{"__session=" + token, "__clerk_db_jwt=dvb"},
			"https://clerk.example.com/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage%3Fq%3D1" + rest +
				"session-token-but-no-client-uat&format=nonce&__session=" + token,
		},
		{
			"in development", development(t), publicURL + "?__clerk_db_jwt=dvb&a=b&__dev_session=x",
			[]string{"__session=" + token, "__clerk_db_jwt_" + testKey(t).CookieSuffix() + "=old"},
			"https://" + testHost + "/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage%3Fa%3Db" +
				"&__clerk_api_version=2026-05-12&suffixed_cookies=true&__clerk_hs_reason=dev-browser-sync&format=nonce&__clerk_db_jwt=dvb",
		},
		{
			"in development without a dev browser", development(t), "http://example.com:80/", nil,
			"https://" + testHost + "/v1/client/handshake?redirect_url=http%3A%2F%2Fexample.com%2F" + rest + "dev-browser-missing&format=nonce",
		},
		{
			"of a satellite in development", satellite(testKey(t), nil), publicURL, []string{"__client_uat=1", "__clerk_db_jwt=dvb"},
			"https://" + testHost + "/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"client-uat-but-no-session-token&format=nonce&__clerk_db_jwt=dvb",
		},
		{
			"of a satellite behind a proxy", func(cfg *authn.Config) { cfg.IsSatellite, cfg.ProxyURL = true, "https://satellite.com/clerk" },
			publicURL, []string{"__client_uat=1"},
			"https://satellite.com/clerk/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"through a proxy", func(cfg *authn.Config) { cfg.ProxyURL = "https://example.com/__clerk//" }, publicURL, []string{"__client_uat=1"},
			"https://example.com/__clerk/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"through a proxy on the site itself", func(cfg *authn.Config) { cfg.ProxyURL = "/__clerk" }, "http://localhost:8080/", []string{"__client_uat=1"},
			"http://localhost:8080/__clerk/v1/client/handshake?redirect_url=http%3A%2F%2Flocalhost%3A8080%2F" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"of a satellite", func(cfg *authn.Config) { cfg.IsSatellite, cfg.Domain = true, "satellite.com" }, "https://satellite.com", []string{"__client_uat=1"},
			"https://clerk.satellite.com/v1/client/handshake?redirect_url=https%3A%2F%2Fsatellite.com%2F" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"the domain of a primary means nothing", func(cfg *authn.Config) { cfg.Domain = "other.com" }, publicURL, []string{"__client_uat=1"},
			"https://clerk.example.com/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"the query is serialized as browsers do", nil, "https://EXAMPLE.com:443/a%2Fb?flag&q=a%20b+c~*&&x=%zz+%41%&%C3%A9=%ff", []string{"__client_uat=1"},
			"https://clerk.example.com/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fa%252Fb%3Fflag%3D%26q%3Da%2Bb%2Bc%257E*%26x%3D%2525zz%2BA%2525%26%25C3%25A9%3D%25EF%25BF%25BD" + rest +
				"client-uat-but-no-session-token&format=nonce",
		},
		{
			"a session of 8 KiB does not", nil, publicURL, []string{"__session=" + strings.Repeat("x", 8<<10)},
			"https://clerk.example.com/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"session-token-but-no-client-uat&format=nonce&__session=" + strings.Repeat("x", 8<<10),
		},
		{
			"an unreasonable session stays behind", nil, publicURL, []string{"__session=" + strings.Repeat("x", 8<<10+1)},
			"https://clerk.example.com/v1/client/handshake?redirect_url=https%3A%2F%2Fexample.com%2Fpage" + rest +
				"session-token-but-no-client-uat&format=nonce",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, authenticator(t, tt.change), at(t, tt.url, tt.cookies...))
			assert.Equal(t, authn.Handshake, state.Status)
			assert.Equal(t, tt.want, state.Location)
		})
	}
}

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

func TestANonceIsTradedForCookies(t *testing.T) {
	t.Parallel()
	directive := "__session=" + session(t, nil) + "; Path=/"
	var asked []string
	b := backend{handshakePayload: func(nonce string) ([]string, error) {
		asked = append(asked, nonce)
		if nonce != "good" {
			return nil, errors.New("no such nonce")
		}
		return []string{directive}, nil
	}}
	live := authenticatorWith(t, instanceKeys(), b, nil)

	state := authenticate(t, live, document(t, "__clerk_handshake_nonce=good", "__clerk_handshake=garbage"))
	assert.Equal(t, authn.SignedIn, state.Status, "a nonce beats a token")
	assert.Equal(t, []string{directive}, state.SetCookies)

	state = authenticate(t, live, document(t, "__clerk_handshake_nonce=bad", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason)
	require.ErrorContains(t, state.Cause, "no such nonce")

	dev := authenticatorWith(t, instanceKeys(), b, development(t))
	state = authenticate(t, dev, at(t, publicURL+"?__clerk_handshake_nonce=good&x=y", "__clerk_handshake_nonce=bad"))
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.Equal(t, publicURL+"?x=y", state.Location)
	assert.Equal(t, []string{"good", "bad", "good"}, asked)

	state = authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake_nonce=good"))
	assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason, "there is nobody to ask")
}

func TestOnlyADocumentBringsANonce(t *testing.T) {
	t.Parallel()
	b := backend{handshakePayload: func(string) ([]string, error) {
		t.Error("must not be asked")
		return nil, nil
	}}
	for name, change := range map[string]func(*authn.Request){
		"a form post":                        func(r *authn.Request) { r.Method = http.MethodPost },
		"HEAD":                               func(r *authn.Request) { r.Method = http.MethodHead },
		"htmx":                               func(r *authn.Request) { r.HTMX = true },
		"a script":                           func(r *authn.Request) { r.SecFetchDest = "empty" },
		"an image":                           func(r *authn.Request) { r.SecFetchDest = "image" },
		"a request without Sec-Fetch-Dest":   func(r *authn.Request) { setFetch(r, "", "*/*") },
		"a script that accepts HTML as well": func(r *authn.Request) { setFetch(r, "", "application/json, text/html") },
	} {
		for mode, configure := range map[string]func(*authn.Config){
			"live": nil, "test": development(t), "cookies only": func(cfg *authn.Config) { cfg.HandshakeCookieOnly = true },
		} {
			t.Run(name+", "+mode, func(t *testing.T) {
				t.Parallel()
				a := authenticatorWith(t, instanceKeys(), b, configure)
				req := at(t, publicURL+"?__clerk_handshake_nonce=n1", "__clerk_handshake_nonce=n2", "__client_uat=1", "__clerk_db_jwt=x",
					"__session="+session(t, map[string]any{"iss": nil}))
				change(&req)
				state := authenticate(t, a, req)
				assert.Equal(t, authn.SignedIn, state.Status, "the cookies decide")
				assert.Empty(t, state.SetCookies)
			})
		}
	}
}

func TestANonceThatClerkIsNotAskedAboutDoesNotCount(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, instanceKeys(), backend{handshakePayload: func(string) ([]string, error) {
		return nil, fmt.Errorf("busy: %w", authn.ErrNotAsked)
	}}, nil)
	state := authenticate(t, a, document(t, "__clerk_handshake_nonce=x", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
	require.ErrorIs(t, state.Cause, authn.ErrNotAsked)
	state = authenticate(t, a, document(t, "__clerk_handshake_nonce=x", "__client_uat=1"))
	assert.Equal(t, authn.Handshake, state.Status, "the browser gets another")
}

func TestADevelopersClockMayBeWrong(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string]map[string]any{
		"behind by hours":  {"iat": now.Unix() + 7200, "nbf": now.Unix() + 7200, "exp": now.Unix() + 7260},
		"ahead by hours":   {"iat": now.Unix() - 7200, "nbf": now.Unix() - 7200, "exp": now.Unix() - 7140},
		"behind, iat only": {"iat": now.Unix() + 7200, "nbf": nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := handshakeToken(t, "__session="+session(t, changes))
			state := authenticate(t, authenticator(t, development(t)), at(t, publicURL+"?__clerk_handshake="+token))
			assert.Equal(t, authn.SignedIn, state.Status)
			require.Error(t, state.Cause)

			state = authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake="+token))
			assert.Equal(t, authn.SignedOut, state.Status, "in production it must be right")
		})
	}
	const day = 24 * 60 * 60
	for exp, want := range map[int64]authn.Reason{
		now.Unix() - day + 1: "", now.Unix() - day: authn.ReasonDevBrowserMissing, now.Unix() - 2*day: authn.ReasonDevBrowserMissing,
	} {
		token := handshakeToken(t, "__session="+session(t, map[string]any{"exp": exp}))
		state := authenticate(t, authenticator(t, development(t)), at(t, publicURL+"?__clerk_handshake="+token))
		assert.Equal(t, want, state.Reason, "but not by a day")
	}
}

func TestHandshakeWithoutKeys(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, brokenKeys{sessiontoken.ErrKeysUnavailable}, nil, nil)
	state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t)))
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.True(t, state.KeysUnavailable)
	require.ErrorIs(t, state.Cause, sessiontoken.ErrKeysUnavailable)

	// Only the handshake's key is missing: it settles nothing, and the session decides.
	token := sign(t, instanceKey(), map[string]any{"kid": "new"}, jwt.MapClaims{"handshake": []string{}})
	state = authenticate(t, authenticatorWith(t, halfKeys{}, nil, nil), document(t, "__clerk_handshake="+token, "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.False(t, state.KeysUnavailable)
}
