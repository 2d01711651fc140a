package authn_test

import (
	"crypto/rsa"
	"maps"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// handshakePayload is a handshake token: what the Frontend API has for the browser.
type handshakePayload struct {
	header    map[string]any
	claims    map[string]any
	handshake any // the list of cookies
	key       *rsa.PrivateKey
}

func (p handshakePayload) sign(t *testing.T, tk *tokens) string {
	t.Helper()
	claims := jwt.MapClaims{}
	maps.Copy(claims, p.claims)
	switch list := p.handshake.(type) {
	case nil:
	case []string:
		placed := []string{}
		for _, cookie := range list {
			placed = append(placed, tk.place(t, cookie))
		}
		claims["handshake"] = placed
	default:
		claims["handshake"] = list
	}
	key := p.key
	if key == nil {
		key = instanceKey()
	}
	return signWith(t, jwt.SigningMethodRS256, key, p.header, claims)
}

// handshakePayloads are named like kinds of tokens. One with "-taken" at the end of its name is what we take the other for.
func handshakePayloads(mode string) map[string]handshakePayload {
	set := func(name, token string) string {
		return name + "=<" + mode + "-" + token + ">; Path=/; Expires=Thu, 01 Jan 2037 00:00:00 GMT; SameSite=Lax"
	}
	session := []string{"__client_uat=1; Path=/", set("__session", "good"), set("__session_xxxxxxxx", "newer")}
	bad := []string{"nothing", "a=b\x01", "=b", "a=" + strings.Repeat("b", 5000)}
	many := append([]string{}, session...)
	for len(many) <= 50 {
		many = append(many, "a=b")
	}
	return map[string]handshakePayload{
		"handshake":           {handshake: session},
		"handshake-signout":   {handshake: []string{"__client_uat=0; Path=/", "__session=; Path=/; Max-Age=0"}},
		"handshake-expired":   {handshake: []string{set("__session", "expired")}},
		"handshake-early":     {handshake: []string{set("__session", "nbf+6")}},
		"handshake-foreign":   {handshake: []string{set("__session", "foreign")}},
		"handshake-party":     {handshake: []string{set("__session", "azp-other")}},
		"handshake-empty":     {handshake: []string{}},
		"handshake-none":      {},
		"handshake-text":      {handshake: "a=b"},
		"handshake-numbers":   {handshake: []any{"a=b", 1}},
		"handshake-old":       {handshake: session, claims: map[string]any{"exp": 1, "sub": 7}},
		"handshake-by-other":  {handshake: session, key: foreignKey()},
		"handshake-template":  {handshake: session, header: map[string]any{"cat": "cl_B7d4PD222AAA"}},
		"handshake-of-oauth":  {handshake: session, header: map[string]any{"typ": "at+jwt"}},
		"handshake-unknown":   {handshake: session, header: map[string]any{"kid": "ins_2"}},
		"handshake-algorithm": {handshake: session, header: map[string]any{"alg": "HS256"}},

		"handshake-with-bad":          {handshake: append(bad, session...)},
		"handshake-with-bad-taken":    {handshake: session},
		"handshake-of-many":           {handshake: many},
		"handshake-of-many-taken":     {handshake: []string{}},
		"handshake-of-template":       {handshake: []string{set("__session", "category-template")}},
		"handshake-of-template-taken": {handshake: []string{set("__session", "category-machine")}},
		"handshake-of-machine":        {handshake: []string{set("__session", "machine")}},
		"handshake-of-machine-taken":  {handshake: []string{set("__session", "category-machine")}},
		"handshake-by-machine":        {handshake: session, claims: map[string]any{"sub": "mch_1"}},
		"handshake-by-machine-taken":  {handshake: session, header: map[string]any{"cat": "cl_B7d4PD333AAA"}},
		"handshake-with-crit":         {handshake: session, header: map[string]any{"crit": []string{"x"}}},
		"handshake-with-crit-taken":   {handshake: session, header: map[string]any{"typ": "x"}},
		"handshake-too-long":          {handshake: append([]string{"a=" + strings.Repeat("b", 40<<10)}, session...)},
		"handshake-too-long-taken":    {handshake: session, header: map[string]any{"typ": "x"}},
	}
}
