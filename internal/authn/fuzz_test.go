package authn_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// What is accepted is what golang-jwt, an independent reader, accepts as well.
func FuzzToken(f *testing.F) {
	good := sign(f, instanceKey(), nil, sessionClaims(nil))
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(good + "=")
	f.Add("..")
	f.Add("e30.e30.")
	f.Add(`{"payload":"x"}`)
	a := authenticator(f, nil)
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired(), jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(clock), jwt.WithLeeway(5*time.Second))
	f.Fuzz(func(t *testing.T, token string) {
		req := at(t, publicURL)
		req.Authorization = "Bearer " + token
		state := authenticate(t, a, req)
		if state.Status != authn.SignedIn {
			assert.Nil(t, state.Claims)
			assert.NotEmpty(t, state.Reason)
			return
		}
		claims := jwt.MapClaims{}
		_, err := parser.ParseWithClaims(state.Token, claims, func(*jwt.Token) (any, error) { return &instanceKey().PublicKey, nil })
		require.NoError(t, err)
		assert.Equal(t, claims["sub"], state.Claims.Subject)
	})
}

// Payloads are signed here, so that the fuzzer gets past the signature.
func FuzzClaims(f *testing.F) {
	f.Add(`{"sub":"user_1","exp":1700000050}`)
	f.Add(`{"sub":"user_1","exp":1700000050,"v":2,"fea":"o:a,u:b","o":{"id":"org_1","rol":"admin","per":"p,q","fpm":"3,-1"}}`)
	f.Add(`{"sub":"user_1","exp":17e8,"fva":[1,-1],"act":{"sub":"x"},"aud":["a"],"nbf":1,"iat":1.5}`)
	f.Add(`{"sub":"user_1","exp":1700000050,"v":2,"fea":" u:x, ou:a:b","o":{"id":"org_1","per":" p ,q","fpm":" 3 , 3 "}}`)
	f.Add(`{"sub":"user_1","exp":1700000050,"v":3,"org_id":"org_1","org_permissions":["org:a:p",""]}`)
	f.Add(`{"sub":"\u0061","exp":1700000050,"s\u0075b":"b"}`)
	f.Add(`{"sub":"user_1","exp":1e400}`)
	a := authenticator(f, nil)
	f.Fuzz(func(t *testing.T, payload string) {
		state := authenticate(t, a, bearer(t, signText(t, `{"alg":"RS256","kid":"ins_1"}`, payload)))
		if state.Status != authn.SignedIn {
			assert.Nil(t, state.Claims)
			return
		}
		// Exact names, by a decoder that knows no struct.
		var claims map[string]any
		require.NoError(t, json.Unmarshal([]byte(payload), &claims))
		assert.Equal(t, claims["sub"], state.Claims.Subject)
		exp, ok := claims["exp"].(float64)
		require.True(t, ok)
		assert.Greater(t, math.Trunc(exp)+5, float64(now.Unix()))
		for _, name := range []string{"nbf", "iat"} {
			at, _ := claims[name].(float64)
			assert.LessOrEqual(t, math.Trunc(at)-5, float64(now.Unix()), name)
		}
		assert.Equal(t, payload, string(state.Claims.Raw))
		id, permissions := organizationIn(claims)
		assert.Equal(t, id, state.Claims.OrgID)
		assert.Subset(t, permissions, state.Claims.OrgPermissions, "what the token does not speak of is not granted")
	})
}

// organizationIn reads the organization's id, and every permission that the claims have
// words for, whatever the numbers say that are theirs.
func organizationIn(claims map[string]any) (id string, permissions []string) {
	if claims["v"] != 2.0 {
		list, _ := claims["org_permissions"].([]any)
		for _, permission := range list {
			name, _ := permission.(string)
			permissions = append(permissions, name)
		}
		id, _ = claims["org_id"].(string)
		return id, permissions
	}
	organization, _ := claims["o"].(map[string]any)
	id, _ = organization["id"].(string)
	features, _ := claims["fea"].(string)
	names, _ := organization["per"].(string)
	for feature := range strings.SplitSeq(features, ",") {
		scope, slug, _ := strings.Cut(strings.TrimSpace(feature), ":")
		if !strings.Contains(scope, "o") {
			continue
		}
		for name := range strings.SplitSeq(names, ",") {
			permissions = append(permissions, "org:"+slug+":"+strings.TrimSpace(name))
		}
	}
	return id, permissions
}

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
		a, err := authn.New(authn.Config{Key: liveKey(t), OrganizationSync: authn.OrganizationSync{
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
