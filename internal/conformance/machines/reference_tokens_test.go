package machines_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// sentToken is what a request comes with: an opaque token, about which the Backend
// API has an answer, or a JWT.
type sentToken struct {
	opaque, answered string

	header, claims map[string]any
	spelling       string // empty for the usual one

	text string // what is sent
}

// spell makes the text.
func (s sentToken) spell() string {
	if s.claims == nil {
		return s.opaque
	}
	method, key := jwt.SigningMethod(jwt.SigningMethodRS256), any(harness.SigningKeys()[0].Private)
	switch s.spelling {
	case "foreign":
		key = harness.SigningKeys()[1].Private
	case "RS384":
		method = jwt.SigningMethodRS384
	case "RS512":
		method = jwt.SigningMethodRS512
	case "PS256":
		method = jwt.SigningMethodPS256
	case "HS256":
		method, key = jwt.SigningMethodHS256, harness.SigningKeys()[0].Private.N.Bytes()
	case "none":
		method, key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType
	}
	token := jwt.NewWithClaims(method, jwt.MapClaims(s.claims))
	maps.Copy(token.Header, s.header)
	maps.DeleteFunc(token.Header, func(_ string, value any) bool { return value == absent{} })
	signed, err := token.SignedString(key)
	if err != nil {
		panic(err)
	}
	switch s.spelling {
	case "unsigned":
		return signed[:strings.LastIndexByte(signed, '.')+1]
	case "none":
		return signed + "AAAA"
	case "padded":
		return signed + "=="
	case "tampered":
		return strings.Replace(signed, ".", ".e30", 1)
	case "twice":
		return signRaw(signed, func(claims string) string { return `{"x":1,"x":2,` + claims[1:] })
	case "bad UTF-8":
		return signRaw(signed, func(claims string) string { return "{\"x\":\"\xff\"," + claims[1:] })
	}
	return signed
}

// signRaw signs claims that no library would write.
func signRaw(signed string, change func(claims string) string) string {
	parts := strings.Split(signed, ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		panic(err)
	}
	input := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(change(string(claims))))
	signature, err := jwt.SigningMethodRS256.Sign(input, harness.SigningKeys()[0].Private)
	if err != nil {
		panic(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// absent is the value of a header member that is left out; claims are deleted.
type absent struct{}

var null = json.RawMessage("null")

// tokenType is the type that the token claims to be, for both sides.
func (s sentToken) tokenType() string {
	sub, _ := s.claims["sub"].(string)
	typ, _ := s.header["typ"].(string)
	switch {
	case strings.HasPrefix(sub, "mch_"), strings.HasPrefix(s.opaque, "mt_"):
		return "m2m_token"
	case typ == "at+jwt", typ == "application/at+jwt", strings.HasPrefix(s.opaque, "oat_"):
		return "oauth_token"
	case strings.HasPrefix(s.opaque, "ak_"):
		return "api_key"
	default:
		return "session_token"
	}
}

// goodMachineToken is a JWT of the given type.
func goodMachineToken(tokenType string, now time.Time) sentToken {
	claims := map[string]any{
		"iss": harness.Issuer, "jti": "id_1", "sub": "user_1", "iat": now.Unix() - 10, "nbf": now.Unix() - 10, "exp": now.Unix() + 600,
	}
	header := map[string]any{"kid": harness.SigningKeys()[0].KID, "typ": "JWT"}
	switch tokenType {
	case "m2m_token":
		header["cat"], claims["sub"], claims["scopes"], claims["aud"] = "cl_B7d4PD333AAA", "mch_1", "mch_2 mch_3", []string{"api", "mch_2"}
	case "oauth_token":
		header["typ"], claims["scope"], claims["client_id"], claims["aud"] = "at+jwt", "email profile", "client_1", "api"
	default:
		claims["sid"], claims["azp"] = "sess_1", "https://kit.test"
	}
	return sentToken{header: header, claims: claims}
}

// headerChanges and claimChanges are what can be odd about a JWT.
func headerChanges() map[string][]any {
	return map[string][]any{
		"typ":  {absent{}, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", null, 5},
		"cat":  {absent{}, "cl_B7d4PD111AAA", "cl_B7d4PD222AAA", "cl_I7d4PD111III", "cl_B7d4PD333AAA", "", null, 5},
		"kid":  {absent{}, "ins_unknown", harness.SigningKeys()[1].KID, 5},
		"crit": {[]string{"exp"}},
		"b64":  {false},
	}
}

func claimChanges(now time.Time) map[string][]any {
	times := []any{absent{}, "soon", null, 0, -1, now.Unix() - 600, now.Unix() + 600, 1e300, -1e300, float64(now.Unix()) + 600.5}
	texts := []any{absent{}, "", null, 5, []string{"a"}}
	return map[string][]any{
		"sub": {absent{}, "", "", "", null, 5, "mch_", "MCH_1", " mch_1", "user_2", "org_1", "mch_2"},
		"iss": {absent{}, "", null, 5, "https://other.test", harness.Issuer + "/"},
		"aud": {
			absent{}, "", null, 5, "api", "mch_2", "nobody", []string{}, []string{"nobody"}, []string{"nobody", "api"}, []string{"", "api"}, []string{""},
			[]any{"api", 5}, []any{[]string{"api"}}, map[string]any{"api": true}, false,
		},
		"exp": times, "nbf": times, "iat": times,
		"jti": append(texts, "id_2"), "client_id": append(texts, "client_2"),
		"scope":  append(texts, "a", " a  b ", "a\tb", "a\u00a0b", "a,b"),
		"scopes": append(texts, "mch_2", " mch_2  mch_3 ", "mch_2\nmch_3"),
		"scp":    {absent{}, []string{}, []string{"a", "b c"}, null, "a b", 5, []any{"a", 5}, []string{""}},
		"tier":   {"gold", null, map[string]any{"a": []any{1, "<&>", 1e21, 0.1}}, "\u2028é"},
		"sid":    {"sess_1"}, "azp": {"https://other.test", 5}, "act": {map[string]any{"sub": "user_2"}},
	}
}

func (s sentToken) answer() machineAnswer {
	answer, ok := machineAnswers(s.opaque)[s.answered]
	if !ok {
		return machineAnswer{http.StatusTeapot, "text/plain", "nobody asks about JWTs"}
	}
	return answer
}

// machineAnswers are what the Backend API can say about an opaque token.
func machineAnswers(token string) map[string]machineAnswer {
	members := map[string]any{"object": "api_key", "id": "ak_id", "subject": "user_1", "name": "laptop", "scopes": []string{"a", "b"}, "claims": map[string]any{"tier": "gold"}}
	switch {
	case strings.HasPrefix(token, "mt_"):
		members = map[string]any{"object": "machine_to_machine_token", "id": "mt_id", "subject": "mch_1", "scopes": []string{"mch_2"}, "claims": map[string]any{"tier": "gold"}}
	case strings.HasPrefix(token, "oat_"):
		members = map[string]any{
			"object": "clerk_idp_oauth_access_token", "id": "oat_id", "subject": "user_1", "client_id": "client_1", "scopes": []string{"email"}, "aud": []string{"api"},
		}
	}
	with := func(name string, value any) machineAnswer {
		body := maps.Clone(members)
		body[name] = value
		text, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		return machineAnswer{http.StatusOK, "application/json", string(text)}
	}
	answers := map[string]machineAnswer{
		"good": with("revoked", false), "revoked": with("revoked", true), "expired": with("expired", true),
		"null scopes": with("scopes", nil), "no scopes": with("scopes", []string{}),
		"an organization's": with("subject", "org_1"), "nobody's": with("subject", nil), "numeric id": with("id", 5), "text for scopes": with("scopes", "a b"),
		"no JSON":   {http.StatusOK, "application/json", "<html>"},
		"a page":    {http.StatusOK, "text/html", "<html>"},
		"not found": {http.StatusNotFound, "application/json", `{"errors":[{"code":"resource_not_found","message":"x"}]}`}, "a page not found": {http.StatusNotFound, "text/html", "<html>"},
		"created": {http.StatusCreated, "application/json", with("revoked", false).body}, "nothing": {http.StatusNoContent, "application/json", ""},
	}
	if strings.HasPrefix(token, "oat_") {
		answers["null aud"], answers["for others"], answers["for us too"] = with("aud", nil), with("aud", []string{"nobody"}), with("aud", []string{"nobody", "api"})
		answers["empty aud"], answers["text for aud"] = with("aud", []string{}), with("aud", "api")
	} else {
		answers["null claims"], answers["no claims"] = with("claims", nil), with("claims", map[string]any{})
	}
	for _, status := range []int{400, 401, 403, 409, 422, 429, 500, 503} {
		answers[fmt.Sprint(status)] = machineAnswer{status, "application/json", `{"errors":[{"code":"x","message":"x"}]}`}
	}
	return answers
}
