package authn_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
)

// tokenKind is how a token differs from a good session token.
type tokenKind struct {
	header, claims map[string]any
	method         jwt.SigningMethod // RS256 if nil
	key            *rsa.PrivateKey   // the instance's if nil
	respell        func(t *testing.T, good string) string
}

func garbageToken(text string) tokenKind {
	return tokenKind{respell: func(*testing.T, string) string { return text }}
}

// sessionKinds are tokens about which the reference and we agree.
func sessionKinds() map[string]tokenKind {
	at := func(iat, nbf, exp int64) map[string]any {
		return map[string]any{"iat": now.Unix() + iat, "nbf": now.Unix() + nbf, "exp": now.Unix() + exp}
	}
	claims := func(name string, value any) tokenKind { return tokenKind{claims: map[string]any{name: value}} }
	header := func(name string, value any) tokenKind { return tokenKind{header: map[string]any{name: value}} }
	kinds := map[string]tokenKind{
		"good":          {},
		"newer":         {claims: merge(at(-2, -12, 50), map[string]any{"sub": "user_2", "sid": "sess_2"})},
		"expired":       {claims: at(-90, -100, -30)},
		"expired-nosid": {claims: merge(at(-90, -100, -30), map[string]any{"sid": nil})},
		"expired-party": {claims: merge(at(-90, -100, -30), map[string]any{"azp": "https://other.com"})},
		"exp-4":         {claims: at(-60, -70, -4)}, "exp-5": {claims: at(-60, -70, -5)}, "exp-6": {claims: at(-60, -70, -6)},
		"nbf+5": {claims: at(-10, 5, 50)}, "nbf+6": {claims: at(-10, 6, 50)},
		"iat+5": {claims: at(5, -10, 50)}, "iat+6": {claims: at(6, -10, 50)},
		"iat-fraction": claims("iat", float64(now.Unix())-9.5), "exp-fraction": claims("exp", float64(now.Unix())-4.5),
		"exp-none": claims("exp", nil), "exp-text": claims("exp", "1700000050"), "exp-negative": claims("exp", -1),
		"nbf-none": claims("nbf", nil), "nbf-text": claims("nbf", "1"), "iat-none": claims("iat", nil), "iat-text": claims("iat", "soon"),
		"iss-none": claims("iss", nil), "iss-empty": claims("iss", ""), "iss-number": claims("iss", 7), "iss-zero": claims("iss", 0),
		"iss-other": claims("iss", "https://clerk.other.com"), "iss-bare": claims("iss", liveHost),
		"iss-http": claims("iss", "http://"+testHost), "iss-satellite": claims("iss", "https://clerk.satellite.com"),
		"sub-none": claims("sub", nil), "sub-number": claims("sub", 1), "machine": claims("sub", "mch_1"),
		"azp-none": claims("azp", nil), "azp-other": claims("azp", "https://example.com.evil"), "azp-list": claims("azp", []string{"https://example.com"}),
		"aud": claims("aud", []string{"a", "b"}), "aud-other": claims("aud", "nobody"), "aud-empty": claims("aud", ""),
		"pending": {claims: map[string]any{"v": 2, "sts": "pending", "o": map[string]any{"id": "org_2", "slg": "other"}}},
		"org": {claims: map[string]any{
			"v": 2, "sts": "active", "fea": "o:dashboard,ou:exports,u:themes", "fva": []int{3, -1}, "act": map[string]any{"sub": "user_9"},
			"o": map[string]any{"id": "org_1", "slg": "acme", "rol": "admin", "per": "read, manage", "fpm": "3,2"},
		}},
		"org-masks": {claims: map[string]any{
			"v": 2, "fea": "o:a,o:b", "o": map[string]any{"id": "org_1", "slg": "acme", "per": "p,q,r", "fpm": "36893488147419103237,-1,7"},
		}},
		"org-none": {claims: map[string]any{"v": 2, "org_id": "org_1", "org_slug": "acme"}},
		"org-v1": {claims: map[string]any{
			"org_id": "org_1", "org_slug": "acme", "org_role": "org:admin", "org_permissions": []string{"org:a:b"},
		}},
		"category-session": header("cat", "cl_B7d4PD111AAA"), "category-ignore": header("cat", "cl_I7d4PD111III"),
		"category-template": header("cat", "cl_B7d4PD222AAA"), "category-machine": header("cat", "cl_B7d4PD333AAA"),
		"category-null": header("cat", json.RawMessage("null")),
		"oauth":         header("typ", "at+jwt"), "oauth-long": header("typ", "application/at+jwt"),
		"typ-none": header("typ", nil), "typ-lower": header("typ", "jwt"), "typ-null": header("typ", json.RawMessage("null")),
		"kid-unknown": header("kid", "ins_2"),
		"alg-ps256":   {method: jwt.SigningMethodPS256}, "alg-hs256": header("alg", "HS256"), "alg-none": header("alg", "none"),
		"foreign": {key: foreignKey()}, "foreign-expired": {key: foreignKey(), claims: at(-90, -100, -30)},
		"unsigned": {respell: func(_ *testing.T, good string) string { return good[:strings.LastIndexByte(good, '.')+1] }},
		"text":     garbageToken("garbage"), "text-in-parts": garbageToken("a.b.c"),
	}
	for _, iat := range []int64{-59, -30, -11, -9, -1} {
		kinds[fmt.Sprintf("age%d", -iat)] = tokenKind{claims: at(iat, iat-10, iat+60)}
	}
	return kinds
}

// strangeKinds are tokens about which we and the reference do not agree; each with
// what we take it for, which is a kind about which we do.
func strangeKinds() map[string][2]tokenKind {
	claims := func(name string, value any) tokenKind { return tokenKind{claims: map[string]any{name: value}} }
	header := func(name string, value any) tokenKind { return tokenKind{header: map[string]any{name: value}} }
	payload := func(change func(string) string) tokenKind {
		return tokenKind{respell: func(t *testing.T, good string) string {
			t.Helper()
			text, err := base64.RawURLEncoding.DecodeString(strings.Split(good, ".")[1])
			require.NoError(t, err)
			return signText(t, `{"alg":"RS256","typ":"JWT","kid":"ins_1"}`, change(string(text)))
		}}
	}
	add := func(member string) tokenKind {
		return payload(func(text string) string { return text[:len(text)-1] + "," + member + "}" })
	}
	mixed := func(masks string) tokenKind {
		return tokenKind{claims: map[string]any{
			"v": 2, "fea": "o:dashboard,u:themes,ou:exports",
			"o": map[string]any{"id": "org_1", "slg": "acme", "per": "read,manage", "fpm": masks},
		}}
	}
	refusedByAlg, refusedByType := header("alg", "HS256"), header("typ", "x")
	return map[string][2]tokenKind{
		"alg-rs384": {{method: jwt.SigningMethodRS384}, refusedByAlg},
		"alg-rs512": {{method: jwt.SigningMethodRS512}, refusedByAlg},
		"crit":      {header("crit", []string{"x"}), refusedByType},
		"b64":       {header("b64", true), refusedByType},

		"padded":      {{respell: func(_ *testing.T, good string) string { return good + "==" }}, garbageToken("padded.x.y==")},
		"twice":       {add(`"sub":"user_9"`), garbageToken("twice.x.y")},
		"twice-below": {add(`"x":{"a":1,"a":1}`), garbageToken("below.x.y")},
		"deep":        {add(`"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100)), garbageToken("deep.x.y")},
		"huge-number": {add(`"x":1e400`), garbageToken("number.x.y")},
		"bad-utf8":    {add("\"x\":\"\xff\""), garbageToken("utf8.x.y")},
		"long":        {add(`"x":"` + strings.Repeat("x", 9<<10) + `"`), garbageToken("long.x.y")},

		"features-mixed": {mixed("3,2"), mixed("3")},

		"sub-empty": {claims("sub", ""), claims("sub", nil)},
		"aud-mixed": {claims("aud", []any{"b", 1}), claims("aud", "nobody at all")},
		"exp-far":   {claims("exp", 1e300), claims("exp", "far")},
		"nbf-far":   {claims("nbf", 1e300), claims("nbf", "far")},
		"iat-far":   {claims("iat", 1e300), claims("iat", "far")},

		"sid-odd-expired": {
			{claims: map[string]any{"exp": now.Unix() - 300, "sid": "../users"}},
			{claims: map[string]any{"exp": now.Unix() - 300, "sid": nil}},
		},
	}
}

// tokens makes tokens by name: "live-good" is the good one of the live instance,
// "live-twice" a strange one, and "live-twice-taken" what we take that one for.
type tokens struct {
	session map[string]tokenKind
	strange map[string][2]tokenKind
	made    map[string]string
}

func newTokens() *tokens {
	return &tokens{sessionKinds(), strangeKinds(), map[string]string{}}
}

var tokenName = regexp.MustCompile(`<(live|test)-([\w.+-]+)>`)

// place puts the tokens in the place of their names.
func (tk *tokens) place(t *testing.T, text string) string {
	t.Helper()
	return tokenName.ReplaceAllStringFunc(text, func(name string) string {
		if made, ok := tk.made[name]; ok {
			return made
		}
		part := tokenName.FindStringSubmatch(name)
		made := tk.make(t, part[1], part[2])
		tk.made[name] = made
		return made
	})
}

func (tk *tokens) make(t *testing.T, mode, name string) string {
	t.Helper()
	if payload, ok := handshakePayloads(mode)[name]; ok {
		return payload.sign(t, tk)
	}
	kind, ok := tk.session[name]
	if !ok {
		strange, taken := strings.CutSuffix(name, "-taken")
		both, known := tk.strange[strange]
		require.True(t, known, "no kind of token %q", name)
		kind = both[0]
		if taken {
			kind = both[1]
			kind.claims = merge(kind.claims, map[string]any{"taken": strange}) // to tell it apart
		}
	}
	host := liveHost
	if mode == "test" {
		host = testHost
	}
	claims := sessionClaims(map[string]any{"iss": "https://" + host})
	maps.Copy(claims, kind.claims)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	method, key := kind.method, kind.key
	if method == nil {
		method = jwt.SigningMethodRS256
	}
	if key == nil {
		key = instanceKey()
	}
	token := signWith(t, method, key, kind.header, claims)
	if kind.respell != nil {
		token = kind.respell(t, token)
	}
	return token
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
