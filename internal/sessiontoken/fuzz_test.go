package sessiontoken_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
	v := verifier(instanceKeys())
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired(), jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(clock), jwt.WithLeeway(5*time.Second))
	f.Fuzz(func(t *testing.T, token string) {
		verified, refusal := verify(t, v, token)
		if refusal != nil {
			assert.Nil(t, verified)
			assert.NotEmpty(t, refusal.Reason)
			return
		}
		claims := jwt.MapClaims{}
		_, err := parser.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return &instanceKey().PublicKey, nil })
		require.NoError(t, err)
		assert.Equal(t, claims["sub"], verified.Subject)
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
	v := verifier(instanceKeys())
	f.Fuzz(func(t *testing.T, payload string) {
		verified, refusal := verify(t, v, signText(t, `{"alg":"RS256","kid":"ins_1"}`, payload))
		if refusal != nil {
			assert.Nil(t, verified)
			return
		}
		// Exact names, by a decoder that knows no struct.
		var claims map[string]any
		require.NoError(t, json.Unmarshal([]byte(payload), &claims))
		assert.Equal(t, claims["sub"], verified.Subject)
		exp, ok := claims["exp"].(float64)
		require.True(t, ok)
		assert.Greater(t, math.Trunc(exp)+5, float64(now.Unix()))
		for _, name := range []string{"nbf", "iat"} {
			at, _ := claims[name].(float64)
			assert.LessOrEqual(t, math.Trunc(at)-5, float64(now.Unix()), name)
		}
		assert.Equal(t, payload, string(verified.Raw))
		id, permissions := organizationIn(claims)
		assert.Equal(t, id, verified.OrgID)
		assert.Subset(t, permissions, verified.OrgPermissions, "what the token does not speak of is not granted")
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
