package authn_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// realisticClaims are those of a version 2 token with an organization.
func realisticClaims() map[string]any {
	return map[string]any{
		"v": 2, "sts": "active", "fva": []int{3, -1}, "jti": "a1b2c3d4e5f6a7b8c9d0", "pla": "o:pro,u:free",
		"fea": "o:dashboard,o:exports,o:invoices,u:themes",
		"o":   map[string]any{"id": "org_2abcdefghijklmnopqrstuvwxyz", "slg": "acme-corporation", "rol": "admin", "per": "read,manage,create,delete", "fpm": "15,3,1,0"},
		"metadata": map[string]any{
			"team": "platform", "region": "eu-central-1", "flags": []string{"beta", "dark-mode", "new-editor", "exports-v2"},
			"note": strings.Repeat("x", 200),
		},
	}
}

// garbage is what anybody can send without a key, in all shapes: nothing of it
// looks like a JWT to the last byte.
func garbage() map[string]string {
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	header := encode(`{"alg":"RS256","typ":"JWT","kid":"ins_1"}`)
	claims := `{"sub":"user_1","exp":1700000050,"x":"` + strings.Repeat("x", 4000) + `"`
	payload := encode(claims + "}")
	return map[string]string{
		"one part":                        "garbage",
		"8 KiB of dots":                   strings.Repeat(".", 8<<10),
		"8 KiB of a.b":                    strings.Repeat("a.b", 8<<10/3),
		"1 MiB":                           strings.Repeat("a", 1<<20),
		"not base64url":                   "!!!.???.***",
		"three empty parts":               "..",
		"three parts, 5.4 KB of letters":  strings.Repeat("a", 2730) + "." + strings.Repeat("a", 2730) + ".a",
		"three parts, whole bytes":        strings.Repeat("a", 2732) + "." + strings.Repeat("a", 2732) + ".aaaa",
		"a header that is text":           encode(strings.Repeat("a", 4000)) + ".e30.AAAA",
		"a header that ends early":        encode(claims) + ".e30.AAAA",
		"a header with a broken number":   encode(`{"alg":1.}`) + ".e30.AAAA",
		"a header with a broken escape":   encode(`{"alg":"\x"}`) + ".e30.AAAA",
		"a header that is an array":       encode(`["RS256"]`) + ".e30.AAAA",
		"a header of brackets":            encode(strings.Repeat(`{"a":[`, 700)) + ".e30.AAAA",
		"a payload that is text":          header + "." + encode(strings.Repeat("a", 4000)) + ".AAAA",
		"a payload of bad UTF-8":          header + "." + encode(strings.Repeat("\xff", 4000)) + ".AAAA",
		"a payload that ends early":       header + "." + encode(claims) + ".AAAA",
		"a payload with something after":  header + "." + encode(claims+"}}") + ".AAAA",
		"a payload that is an array":      header + "." + encode("["+strings.Repeat("1,", 2000)+"1]") + ".AAAA",
		"a payload of brackets":           header + "." + encode(strings.Repeat("[", 4000)) + ".AAAA",
		"a payload of many names, broken": header + "." + encode("{"+strings.Repeat(`"\u0061":1,`, 300)+"}") + ".AAAA",
		"a signature with stray bits":     header + "." + payload + ".AB",
		"a signature of a broken length":  header + "." + payload + ".AAAAA",
	}
}

func TestGarbageIsRefusedCheaply(t *testing.T) {
	keys := &countingKeys{}
	a := authenticatorWith(t, keys, nil, nil)
	for name, token := range garbage() {
		for carrier, req := range map[string]authn.Request{
			"header": bearer(t, token), "cookie": document(t, "__session="+token, "__client_uat=1"),
		} {
			require.Equal(t, authn.ReasonTokenInvalid, authenticate(t, a, req).Reason, name)
			allocs := testing.AllocsPerRun(100, func() { _, _ = a.Authenticate(context.Background(), req) })
			assert.LessOrEqual(t, allocs, 2.0, "%s, %s", name, carrier)
		}
	}
	assert.Zero(t, keys.asked, "without a key there is no RSA")
}

// countingKeys has no keys and counts how often it is asked.
type countingKeys struct{ asked int }

func (k *countingKeys) Key(context.Context, string) (*rsa.PublicKey, error) {
	k.asked++
	return nil, sessiontoken.ErrKeyNotFound
}

func TestTheAllocationsOfAGoodToken(t *testing.T) {
	req := bearer(t, session(t, realisticClaims()))
	a := authenticator(t, nil)
	require.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = a.Authenticate(context.Background(), req) }), "repeated")

	cookie := document(t, "__session="+req.Authorization[len("Bearer "):], "__client_uat=1", "theme=dark")
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _ = a.Authenticate(context.Background(), cookie) }), 1.0, "repeated, by cookie")
}

func TestTheAllocationsOfANewToken(t *testing.T) {
	const runs = 20
	var reqs []authn.Request
	for i := range runs + 1 { // AllocsPerRun warms up with one
		reqs = append(reqs, bearer(t, sign(t, instanceKey(), map[string]any{"n": strconv.Itoa(i)}, sessionClaims(realisticClaims()))))
	}
	a := authenticator(t, nil)
	i := 0
	assert.LessOrEqual(t, testing.AllocsPerRun(runs, func() {
		_, _ = a.Authenticate(context.Background(), reqs[i])
		i++
	}), 50.0)
}

// BenchmarkFloor is the RSA operation alone: nothing that verifies can be faster.
func BenchmarkFloor(b *testing.B) {
	token := sign(b, instanceKey(), nil, sessionClaims(realisticClaims()))
	signed, encoded := token[:strings.LastIndex(token, ".")], token[strings.LastIndex(token, ".")+1:]
	digest := sha256.Sum256([]byte(signed))
	signature, err := base64.RawURLEncoding.DecodeString(encoded)
	require.NoError(b, err)
	key := &instanceKey().PublicKey
	b.ReportAllocs()
	for b.Loop() {
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) != nil {
			b.Fatal("signature")
		}
	}
}

// BenchmarkColdToken sees every token for the first time.
func BenchmarkColdToken(b *testing.B) {
	tokens := make([]authn.Request, 64)
	for i := range tokens {
		tokens[i] = bearer(b, sign(b, instanceKey(), map[string]any{"n": strconv.Itoa(i)}, sessionClaims(realisticClaims())))
	}
	newAuthenticator := func() *authn.Authenticator { return authenticator(b, nil) }
	a := newAuthenticator()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i == len(tokens) {
			b.StopTimer()
			a, i = newAuthenticator(), 0
			b.StartTimer()
		}
		if state, _ := a.Authenticate(context.Background(), tokens[i]); state.Status != authn.SignedIn {
			b.Fatal(state.Reason)
		}
		i++
	}
}

func BenchmarkRepeatedToken(b *testing.B) {
	token := sign(b, instanceKey(), nil, sessionClaims(realisticClaims()))
	suffix := "_" + liveKey(b).CookieSuffix()
	for name, req := range map[string]authn.Request{
		"header": bearer(b, token),
		"cookies": document(b, "theme=dark", "_ga=GA1.1.1234567890.1234567890", "__session="+token, "__session"+suffix+"="+token,
			"__client_uat=1", "__client_uat"+suffix+"=1"),
	} {
		b.Run(name, func(b *testing.B) { benchmarkAuthenticate(b, req, authn.SignedIn) })
	}
}

func BenchmarkRefusedToken(b *testing.B) {
	for name, token := range map[string]string{
		"8 KiB of a.b":       garbage()["8 KiB of a.b"],
		"three parts":        garbage()["three parts, whole bytes"],
		"foreign signature":  sign(b, foreignKey(), nil, sessionClaims(realisticClaims())),
		"JSON, but no token": base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"ins_1"}`)) + ".e30.",
	} {
		b.Run(name, func(b *testing.B) { benchmarkAuthenticate(b, bearer(b, token), authn.SignedOut) })
	}
}

func benchmarkAuthenticate(b *testing.B, req authn.Request, want authn.Status) {
	b.Helper()
	a := authenticator(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if state, _ := a.Authenticate(context.Background(), req); state.Status != want {
			b.Fatal(state.Reason)
		}
	}
}
