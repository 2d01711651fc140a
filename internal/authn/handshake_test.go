package authn_test

import (
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
