package authn_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func FuzzCookieHeader(f *testing.F) {
	good := sign(f, instanceKey(), nil, sessionClaims(nil))
	f.Add("__session=" + good + "; __client_uat=1")
	f.Add("__session=x; __session=" + good + ";; =; __client_uat=%31")
	f.Add("__clerk_handshake=x; __clerk_redirect_count=99999999999999999999")
	f.Add("__client_uat =\t0; __client_uat=1; __clerk_handshake=" + good)
	f.Add("__session_" + liveKey(f).CookieSuffix() + "=" + good + "; __client_uat_" + liveKey(f).CookieSuffix() + "=0")
	live, dev := authenticator(f, nil), authenticator(f, development(f))
	f.Fuzz(func(t *testing.T, header string) {
		req := document(t, header)
		state := authenticate(t, live, req)
		if state.Status == authn.SignedIn {
			assert.Equal(t, good, state.Token, "there is but one good token")
		}
		assert.Equal(t, state.Status == authn.SignedIn, state.Reason == "")
		// Other people's cookies do not matter, nor do later ones of the same names.
		for _, same := range []string{"__other=x;" + header, header + "; " + header, header + ";; __session_x=" + good} {
			again := authenticate(t, live, document(t, same))
			assert.Equal(t, state.Status, again.Status, same)
			assert.Equal(t, state.Reason, again.Reason, same)
			assert.Equal(t, state.Location, again.Location, same)
			assert.Equal(t, state.SetCookies, again.SetCookies, same)
		}
		if state.Location != "" {
			assert.True(t, strings.HasPrefix(state.Location, "https://clerk.example.com/v1/client/handshake?"))
			_, err := url.Parse(state.Location)
			require.NoError(t, err)
		}
		if _, err := dev.Authenticate(t.Context(), req); err != nil {
			var refused *authn.HandshakeTokenError
			assert.ErrorAs(t, err, &refused)
		}
	})
}

func FuzzHandshakeDirectives(f *testing.F) {
	good := "__session=" + sign(f, instanceKey(), nil, sessionClaims(nil))
	f.Add(good+"; Path=/", "a=b")
	f.Add("a=b\r\nX: y", good)
	f.Add("=", ";")
	a := authenticator(f, nil)
	f.Fuzz(func(t *testing.T, one, two string) {
		token := sign(t, instanceKey(), nil, jwt.MapClaims{"handshake": []string{one, two}})
		state := authenticate(t, a, document(t, "__clerk_handshake="+token))
		header := http.Header{}
		state.WriteHeader(header)
		for _, cookie := range header.Values("Set-Cookie") {
			assert.Contains(t, []string{one, two}, cookie)
			assert.LessOrEqual(t, len(cookie), 6<<10)
			assert.False(t, strings.ContainsFunc(cookie, func(r rune) bool { return r < ' ' || r > '~' }))
			_, err := http.ParseSetCookie(cookie)
			assert.NoError(t, err)
		}
	})
}

func FuzzRequestURL(f *testing.F) {
	f.Add("/page?a=b&__clerk_db_jwt=x", "__clerk_synced=false")
	f.Add("/%zz", "%zz=%ff&&=&a")
	f.Add("*", "")
	f.Add(".evil.com/", "")
	f.Add("//evil.com/x", "__clerk_redirect_url=https://evil.com")
	a := authenticator(f, nil)
	f.Fuzz(func(t *testing.T, path, query string) {
		u := &url.URL{Scheme: "https", Host: "example.com", Path: path, RawQuery: query}
		req := document(t, "__client_uat=1")
		req.URL = u
		state := authenticate(t, a, req)
		require.Equal(t, authn.Handshake, state.Status)
		location, err := url.Parse(state.Location)
		require.NoError(t, err)
		back, err := url.Parse(location.Query().Get("redirect_url"))
		require.NoError(t, err)
		assert.Equal(t, "example.com", back.Host)
	})
}

// FuzzWithoutHandshake looks for a query that still brings the outcome of a handshake, or has lost anything else.
func FuzzWithoutHandshake(f *testing.F) {
	f.Add("a=1&__clerk_handshake=x&b=2")
	f.Add("__clerk%5Fdb_jwt=x&&c")
	f.Add("__clerk_synced=true;a=1")
	f.Add("%__clerk_handshake_nonce=x&+=%zz")
	f.Fuzz(func(t *testing.T, raw string) {
		got := authn.WithoutHandshake(raw)
		assert.Equal(t, got, authn.WithoutHandshake(got))
		left, _ := url.ParseQuery(got)
		for _, name := range []string{"__clerk_handshake", "__clerk_handshake_nonce", "__clerk_db_jwt", "__clerk_synced"} {
			assert.NotContains(t, left, name)
		}
		if before, _ := url.ParseQuery(raw); !strings.Contains(raw, "_") && !strings.Contains(raw, "%") {
			assert.Equal(t, before, left)
		}
		kept := strings.Split(got, "&")
		for pair := range strings.SplitSeq(raw, "&") {
			if name, _, _ := strings.Cut(pair, "="); !strings.ContainsAny(name, "_%+") {
				assert.Contains(t, kept, pair)
			}
		}
	})
}

func FuzzOrganizationPattern(f *testing.F) {
	f.Add("/orgs/:slug/(.*)", "/orgs/a/b")
	f.Add("/x{/:id}?", "/x")
	f.Add("(((", "/")
	f.Add("/:slug+", "/a/b/c")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 200 {
			return
		}
		a, err := authn.New(authn.Config{PublishableKey: liveKey(t), OrganizationSync: authn.OrganizationSync{
			OrganizationPatterns: []string{pattern},
		}}, instanceKeys(), nil, clock)
		if err != nil {
			return
		}
		req := document(t, "__client_uat=1")
		req.URL = &url.URL{Scheme: "https", Host: "example.com", Path: path}
		location, err := url.Parse(authenticate(t, a, req).Location)
		require.NoError(t, err)
		query := location.Query()
		if !query.Has("organization_id") {
			return
		}
		id := query.Get("organization_id")
		assert.NotEmpty(t, id, "no pattern is the personal account's")
		assert.True(t, strings.Contains(pattern, ":id") || strings.Contains(pattern, ":slug"), "the pattern names no organization")
		for part := range strings.SplitSeq(id, ",") { // a repeated parameter has commas for what is between
			assert.Contains(t, req.URL.EscapedPath(), part, "it is the path that names it")
		}
	})
}
