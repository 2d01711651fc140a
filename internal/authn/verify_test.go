package authn_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// refuses asserts that no carrier gets the token accepted, and returns the state
// of a header's.
func refuses(t *testing.T, a *authn.Authenticator, token string, reason authn.Reason) {
	t.Helper()
	state := authenticate(t, a, bearer(t, token))
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.Equal(t, reason, state.Reason)
	assert.Nil(t, state.Claims)
	assert.Empty(t, state.Token)
	if token != "" {
		assert.NotContains(t, state.Message, token)
	}

	// What a Cookie header can hold.
	if !strings.ContainsAny(token, "; \t\r\n%") {
		fromCookie := authenticate(t, a, document(t, "__session="+token, "__client_uat=1"))
		assert.Nil(t, fromCookie.Claims)
		assert.Equal(t, authn.SignedOut, fromCookie.Status)
		assert.Equal(t, reason, fromCookie.Reason)
	}
}

func TestATokenWithAnotherAlgorithmIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	public := &instanceKey().PublicKey
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	jwk, err := json.Marshal(map[string]string{
		"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
	})
	require.NoError(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)

	with := func(method jwt.SigningMethod, key any) string {
		token := jwt.NewWithClaims(method, sessionClaims(nil))
		token.Header["kid"] = kid
		signed, err := token.SignedString(key)
		require.NoError(t, err)
		return signed
	}
	tokens := map[string]string{
		"HS256 by the PEM":                      with(jwt.SigningMethodHS256, block),
		"HS256 by the PEM without its line end": with(jwt.SigningMethodHS256, bytes.TrimSpace(block)),
		"HS256 by the DER":                      with(jwt.SigningMethodHS256, der),
		"HS256 by the modulus":                  with(jwt.SigningMethodHS256, public.N.Bytes()),
		"HS256 by the JWK":                      with(jwt.SigningMethodHS256, jwk),
		"RS384, rightly signed":                 with(jwt.SigningMethodRS384, instanceKey()),
		"RS512, rightly signed":                 with(jwt.SigningMethodRS512, instanceKey()),
		"PS256, rightly signed":                 with(jwt.SigningMethodPS256, instanceKey()),
		"ES256":                                 with(jwt.SigningMethodES256, ecKey),
		"EdDSA":                                 with(jwt.SigningMethodEdDSA, crypto.Signer(edKey)),
		"none":                                  with(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"no alg at all":                         signText(t, `{"typ":"JWT","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"alg is no string":                      signText(t, `{"alg":["RS256"],"kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"rs256 in lower case":                   signText(t, `{"alg":"rs256","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"ALG in upper case instead of alg":      signText(t, `{"ALG":"RS256","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
		"RS256 in Alg and none in alg":          signText(t, `{"Alg":"RS256","alg":"none","kid":"ins_1"}`, `{"sub":"user_1","exp":1700000050}`),
	}
	for _, alg := range []string{"none", "None", "nOnE"} {
		header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + alg + `","typ":"JWT","kid":"ins_1"}`))
		parts := strings.Split(good, ".")
		tokens[alg+", signature of a good token"] = header + "." + parts[1] + "." + parts[2]
		tokens[alg+", signature is junk"] = header + "." + parts[1] + ".AAAA"
		tokens[alg+", no signature"] = header + "." + parts[1] + "."
	}
	for name, token := range tokens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalidAlgorithm)
		})
	}
}

func TestATokenThatIsNotWellFormedIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	parts := strings.Split(good, ".")
	payload := func(text string) string { return signText(t, `{"alg":"RS256","kid":"ins_1"}`, text) }
	const rest = `"sub":"user_1","exp":1700000050`

	for name, token := range map[string]string{
		"one part":                       "abc",
		"two parts":                      parts[0] + "." + parts[1],
		"four parts":                     good + ".x",
		"five parts":                     good + ".x.y",
		"dots":                           strings.Repeat(".", 8<<10),
		"empty parts":                    "..",
		"longer than 8 KiB":              session(t, map[string]any{"x": strings.Repeat("a", 8<<10)}),
		"padding":                        parts[0] + "." + parts[1] + "." + parts[2] + "==",
		"standard base64":                parts[0] + "." + parts[1] + "." + "+/" + parts[2][2:],
		"white space in front":           "\t" + good,
		"line break within":              good[:20] + "\n" + good[20:],
		"stray bits at the end":          good[:len(good)-1] + nextLetter(good[len(good)-1]),
		"JSON serialization":             `{"payload":"` + parts[1] + `","signatures":[]}`,
		"payload is an array":            payload(`[1]`),
		"payload is a string":            payload(`"x"`),
		"payload is null":                payload(`null`),
		"payload is empty":               payload(``),
		"trailing bytes":                 payload(`{` + rest + `} x`),
		"two objects":                    payload(`{` + rest + `}{}`),
		"byte order mark":                payload("\uFEFF{" + rest + "}"),
		"NUL byte":                       payload("{\"x\":\"\x00\"," + rest + "}"),
		"bad UTF-8":                      payload("{\"x\":\"\xff\"," + rest + "}"),
		"single quotes":                  payload(`{'sub':'user_1'}`),
		"comment":                        payload(`{/**/` + rest + `}`),
		"comma at the end":               payload(`{` + rest + `,}`),
		"number that is none":            payload(`{"x":1e400,` + rest + `}`),
		"nested too deep":                payload(`{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `,` + rest + `}`),
		"nested 1 000 deep":              payload(`{"x":` + strings.Repeat(`{"x":`, 1000) + `1` + strings.Repeat("}", 1000) + `,` + rest + `}`),
		"sub twice":                      payload(`{"sub":"user_1","sub":"user_2","exp":1700000050}`),
		"sub twice, once escaped":        payload(`{"sub":"user_1","s\u0075b":"user_2","exp":1700000050}`),
		"a name twice in a nested claim": payload(`{"o":{"id":"a","id":"b"},` + rest + `}`),
		"a name twice in the header":     signText(t, `{"alg":"RS256","kid":"ins_1","alg":"RS256"}`, `{`+rest+`}`),
		"header is an array":             signText(t, `["alg"]`, `{`+rest+`}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalid)
		})
	}
}

// nextLetter changes only bits that do not belong to the signature: 256 bytes in
// base64 leave four bits to spare, of which an encoder sets none.
func nextLetter(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.IndexByte(alphabet, c)+1:][:1]
}

func TestASpaceEndsTheTokenOfAnAuthorizationHeader(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	for name, tt := range map[string]struct {
		header string
		status authn.Status
		reason authn.Reason
	}{
		"Bearer":                      {"Bearer " + good, authn.SignedIn, ""},
		"no scheme":                   {good, authn.SignedIn, ""},
		"something after the token":   {"Bearer " + good + " x", authn.SignedIn, ""},
		"bearer in lower case":        {"bearer " + good, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"Basic":                       {"Basic dTpw", authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"Bearer without a token":      {"Bearer ", authn.SignedOut, authn.ReasonTokenInvalid},
		"Bearer and two spaces":       {"Bearer  " + good, authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque API key":           {"Bearer ak_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque M2M token":         {"Bearer mt_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque OAuth token":       {"Bearer oat_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"nothing, and nothing either": {"", authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := at(t, publicURL)
			req.Authorization = tt.header
			state := authenticate(t, a, req)
			assert.Equal(t, tt.status, state.Status)
			assert.Equal(t, tt.reason, state.Reason)
		})
	}
}

func TestTheClaimsOfATokenDecide(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		cfg.AuthorizedParties = []string{"https://example.com"}
		cfg.Audience = []string{"api"}
	})
	at := func(offset time.Duration) any { return now.Add(offset).Unix() }
	const (
		accepted = authn.Reason("")
		failed   = authn.ReasonTokenVerificationFailed
		party    = authn.ReasonTokenInvalidAuthorizedParties
		expired  = authn.ReasonSessionTokenExpired + "-refresh-non-eligible-no-refresh-cookie"
	)
	for name, tt := range map[string]struct {
		claim string
		value any
		want  authn.Reason
	}{
		"exp 4 s ago":                {"exp", at(-4 * time.Second), accepted},
		"exp 5 s ago":                {"exp", at(-5 * time.Second), expired},
		"exp 6 s ago":                {"exp", at(-6 * time.Second), expired},
		"exp missing":                {"exp", nil, failed},
		"exp null":                   {"exp", json.RawMessage("null"), failed},
		"exp a string":               {"exp", "1700000050", failed},
		"exp far beyond any date":    {"exp", 1e300, failed},
		"exp far before any date":    {"exp", -1e300, failed},
		"exp the last date there is": {"exp", 8.64e12, accepted},
		"exp negative":               {"exp", -1, expired},
		"exp with a fraction":        {"exp", float64(now.Unix()) + 10.5, accepted},
		"nbf in 5 s":                 {"nbf", at(5 * time.Second), accepted},
		"nbf null":                   {"nbf", json.RawMessage("null"), failed},
		"nbf in 6 s":                 {"nbf", at(6 * time.Second), authn.ReasonSessionTokenNotBefore},
		"nbf missing":                {"nbf", nil, accepted},
		"nbf a string":               {"nbf", "1", failed},
		"nbf far beyond any date":    {"nbf", 1e300, failed},
		"iat in 5 s":                 {"iat", at(5 * time.Second), accepted},
		"iat in 6 s":                 {"iat", at(6 * time.Second), authn.ReasonSessionTokenIATInTheFuture},
		"iat missing":                {"iat", nil, accepted},
		"iat null":                   {"iat", json.RawMessage("null"), failed},
		"iat far beyond any date":    {"iat", 1e300, failed},
		"iat a string":               {"iat", "1", failed},
		"sub missing":                {"sub", nil, failed},
		"sub a number":               {"sub", 1, failed},
		"sub empty":                  {"sub", "", failed},
		"sub null":                   {"sub", json.RawMessage("null"), failed},
		"azp missing":                {"azp", nil, party},
		"azp empty":                  {"azp", "", party},
		"azp a list":                 {"azp", []string{"https://example.com"}, party},
		"azp another origin":         {"azp", "https://other.com", party},
		"azp with a slash":           {"azp", "https://example.com/", party},
		"azp with a port":            {"azp", "https://example.com:443", party},
		"azp in another case":        {"azp", "https://EXAMPLE.com", party},
		"azp with a suffix":          {"azp", "https://example.com.evil", party},
		"azp another scheme":         {"azp", "http://example.com", party},
		"iss of nobody we know":      {"iss", "https://clerk.evil.example", accepted},
		"iss missing":                {"iss", nil, accepted},
		"aud missing":                {"aud", nil, accepted},
		"aud empty":                  {"aud", "", accepted},
		"aud ours":                   {"aud", "api", accepted},
		"aud another":                {"aud", "web", failed},
		"aud with ours among others": {"aud", []string{"web", "api"}, accepted},
		"aud with others only":       {"aud", []string{"web"}, failed},
		"aud a list of nothing":      {"aud", []string{""}, accepted},
		"aud zero":                   {"aud", 0, accepted},
		"aud null":                   {"aud", json.RawMessage("null"), accepted},
		"aud an empty list":          {"aud", []string{}, accepted},
		"aud no list of strings":     {"aud", []any{"api", 1}, failed},
		"aud a number":               {"aud", 1, failed},
		"sid missing":                {"sid", nil, accepted},
		"SUB in upper case, too":     {"SUB", "user_3", accepted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, a, bearer(t, session(t, map[string]any{tt.claim: tt.value})))
			assert.Equal(t, tt.want, state.Reason)
			assert.Equal(t, authn.CarrierHeader, state.Carrier)
			if tt.want != accepted {
				assert.Equal(t, authn.SignedOut, state.Status)
				assert.Nil(t, state.Claims)
				return
			}
			assert.Equal(t, authn.SignedIn, state.Status)
			require.NotNil(t, state.Claims)
			assert.Equal(t, "user_1", state.Claims.Subject)
		})
	}
}

func TestWithoutAuthorizedPartiesAnyPartyIsAccepted(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for _, azp := range []any{nil, "https://anything.example"} {
		state := authenticate(t, a, bearer(t, session(t, map[string]any{"azp": azp, "aud": "anything"})))
		assert.Equal(t, authn.SignedIn, state.Status)
	}
}

func TestTheIssuerCanBePinned(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.Issuers = []string{"https://" + liveHost, ""} })
	for name, tt := range map[string]struct {
		issuer any
		want   authn.Reason
	}{
		"ours":                 {"https://" + liveHost, ""},
		"another":              {"https://clerk.other.com", authn.ReasonTokenInvalidIssuer},
		"ours with a slash":    {"https://" + liveHost + "/", authn.ReasonTokenInvalidIssuer},
		"ours with a suffix":   {"https://" + liveHost + ".evil", authn.ReasonTokenInvalidIssuer},
		"ours without scheme":  {liveHost, authn.ReasonTokenInvalidIssuer},
		"ours in another case": {"https://CLERK.example.com", authn.ReasonTokenInvalidIssuer},
		"missing":              {nil, authn.ReasonTokenInvalidIssuer},
		"empty":                {"", authn.ReasonTokenInvalidIssuer},
		"a list with ours":     {[]string{"https://" + liveHost}, authn.ReasonTokenInvalidIssuer},
	} {
		state := authenticate(t, a, bearer(t, session(t, map[string]any{"iss": tt.issuer})))
		assert.Equal(t, tt.want, state.Reason, name)
	}
}

func TestTheClockSkewIsConfigurable(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.ClockSkew = time.Minute })
	expired := func(ago int64) authn.Request { return bearer(t, session(t, map[string]any{"exp": now.Unix() - ago})) }
	assert.Equal(t, authn.SignedIn, authenticate(t, a, expired(59)).Status)
	assert.Equal(t, authn.SignedOut, authenticate(t, a, expired(60)).Status)
}

func TestTheHeaderOfATokenDecides(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for name, tt := range map[string]struct {
		header map[string]any
		want   authn.Reason
	}{
		"as it is":                      {nil, ""},
		"no typ":                        {map[string]any{"typ": nil}, ""},
		"typ in lower case":             {map[string]any{"typ": "jwt"}, authn.ReasonTokenInvalid},
		"typ null":                      {map[string]any{"typ": json.RawMessage("null")}, authn.ReasonTokenInvalid},
		"OAuth access token":            {map[string]any{"typ": "at+jwt"}, authn.ReasonTokenTypeMismatch},
		"OAuth access token, long form": {map[string]any{"typ": "application/at+jwt"}, authn.ReasonTokenTypeMismatch},
		"session category":              {map[string]any{"cat": "cl_B7d4PD111AAA"}, ""},
		"category to be ignored":        {map[string]any{"cat": "cl_I7d4PD111III"}, ""},
		"JWT template":                  {map[string]any{"cat": "cl_B7d4PD222AAA"}, authn.ReasonTokenTypeMismatch},
		"M2M category":                  {map[string]any{"cat": "cl_B7d4PD333AAA"}, authn.ReasonTokenTypeMismatch},
		"unknown category":              {map[string]any{"cat": "x"}, authn.ReasonTokenTypeMismatch},
		"empty category":                {map[string]any{"cat": ""}, authn.ReasonTokenTypeMismatch},
		"category null":                 {map[string]any{"cat": json.RawMessage("null")}, authn.ReasonTokenTypeMismatch},
		"crit":                          {map[string]any{"crit": []string{"x"}}, authn.ReasonTokenInvalid},
		"crit, empty":                   {map[string]any{"crit": []string{}}, authn.ReasonTokenInvalid},
		"b64 false":                     {map[string]any{"b64": false}, authn.ReasonTokenInvalid},
		"kid missing":                   {map[string]any{"kid": nil}, authn.ReasonJWKKidMismatch},
		"kid a number":                  {map[string]any{"kid": 1}, authn.ReasonJWKKidMismatch},
		"kid unknown":                   {map[string]any{"kid": "ins_2"}, authn.ReasonJWKKidMismatch},
		"kid of a file":                 {map[string]any{"kid": "../../x"}, authn.ReasonJWKKidMismatch},
		"kid for a database":            {map[string]any{"kid": "' OR 1=1"}, authn.ReasonJWKKidMismatch},
		"kid with a line break":         {map[string]any{"kid": "a\r\nb"}, authn.ReasonJWKKidMismatch},
		"kid of 64 KiB":                 {map[string]any{"kid": strings.Repeat("k", 64<<10)}, authn.ReasonTokenInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := sign(t, instanceKey(), tt.header, sessionClaims(nil))
			if tt.want != "" {
				refuses(t, a, token, tt.want)
				return
			}
			assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, token)).Status)
		})
	}
}

func TestAMachineTokenIsNoSession(t *testing.T) {
	t.Parallel()
	refuses(t, authenticator(t, nil), session(t, map[string]any{"sub": "mch_1"}), authn.ReasonTokenTypeMismatch)
}

func TestATokenCannotBringItsOwnKey(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	defer server.Close()
	public := &foreignKey().PublicKey
	jwk := map[string]string{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "kid": kid}
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	a := authenticator(t, nil)
	for name, header := range map[string]map[string]any{
		"jku": {"jku": server.URL},
		"x5u": {"x5u": server.URL},
		"jwk": {"jwk": jwk},
		"x5c": {"x5c": []string{base64.StdEncoding.EncodeToString(der)}},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, a, sign(t, foreignKey(), header, sessionClaims(nil)), authn.ReasonTokenInvalidSignature)
		})
	}
	assert.Zero(t, requests.Load())
}

func TestASignatureThatIsNotTheInstancesIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	parts := strings.Split(good, ".")
	other := strings.Split(session(t, map[string]any{"sub": "user_2"}), ".")
	for name, token := range map[string]string{
		"of another key":     sign(t, foreignKey(), nil, sessionClaims(nil)),
		"of another payload": parts[0] + "." + other[1] + "." + parts[2],
		"empty":              parts[0] + "." + parts[1] + ".",
		"short":              parts[0] + "." + parts[1] + ".AAAA",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalidSignature)
			assert.NoError(t, authenticate(t, a, bearer(t, token)).Cause, "nothing went wrong but the token")
		})
	}
}

func TestTheClaimsAreLookedAtOnlyAfterAGoodSignature(t *testing.T) {
	t.Parallel()
	token := sign(t, foreignKey(), nil, sessionClaims(map[string]any{"exp": 1, "sub": nil}))
	refuses(t, authenticator(t, nil), token, authn.ReasonTokenInvalidSignature)
}

func TestWhatTheKeySourceSaysIsTheReason(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err         error
		reason      authn.Reason
		unavailable bool
	}{
		{authn.ErrKeyNotFound, authn.ReasonJWKKidMismatch, false},
		{fmt.Errorf("wrapped: %w", authn.ErrKeysUnavailable), authn.ReasonJWKRemoteFailedToLoad, true},
		{fmt.Errorf("wrapped: %w", authn.ErrSecretKeyInvalid), authn.ReasonSecretKeyInvalid, true},
		{http.ErrHandlerTimeout, authn.ReasonJWKFailedToResolve, true},
	} {
		t.Run(string(tt.reason), func(t *testing.T) {
			t.Parallel()
			a := authenticatorWith(t, brokenKeys{tt.err}, nil, nil)
			for _, req := range []authn.Request{
				bearer(t, session(t, nil)),
				document(t, "__session="+session(t, nil), "__client_uat=1"),
			} {
				state := authenticate(t, a, req)
				assert.Equal(t, authn.SignedOut, state.Status, "never a handshake")
				assert.Equal(t, tt.reason, state.Reason)
				assert.Equal(t, tt.unavailable, state.KeysUnavailable)
				assert.False(t, state.Recoverable)
				if tt.unavailable {
					assert.ErrorIs(t, state.Cause, tt.err)
				}
			}
		})
	}
	t.Run("no key source", func(t *testing.T) {
		t.Parallel()
		refuses(t, authenticatorWith(t, nil, nil, nil), session(t, nil), authn.ReasonJWKFailedToResolve)
	})
}

func TestTheMessageNamesReasonAndCarrier(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	token := sign(t, foreignKey(), nil, sessionClaims(nil))
	assert.Equal(t,
		"The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=header)",
		authenticate(t, a, bearer(t, token)).Message)
	assert.Equal(t,
		"The token's signature is not this Clerk instance's. (reason=token-invalid-signature, token-carrier=cookie)",
		authenticate(t, a, document(t, "__session="+token, "__client_uat=1")).Message)
	handshake := authenticate(t, a, document(t, "__session="+session(t, map[string]any{"exp": 1}), "__client_uat=1"))
	assert.Equal(t, authn.Handshake, handshake.Status)
	assert.Equal(t, "The token has expired. (reason=token-expired, token-carrier=cookie)", handshake.Message)
}

func TestARepeatedTokenIsJudgedAnew(t *testing.T) {
	t.Parallel()
	keys := instanceKeys()
	clock := now
	a, err := authn.New(authn.Config{Key: liveKey(t)}, keys, nil, func() time.Time { return clock })
	require.NoError(t, err)
	req := bearer(t, session(t, nil))
	first, second := authenticate(t, a, req), authenticate(t, a, req)
	require.Equal(t, authn.SignedIn, first.Status)
	require.Equal(t, first.Claims.Subject, second.Claims.Subject)

	clock = now.Add(55*time.Second - time.Millisecond)
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
	clock = now.Add(55 * time.Second)
	assert.True(t, authenticate(t, a, req).Reason.Expired(), "expired to the millisecond")

	clock = now
	keys[kid] = &foreignKey().PublicKey
	assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, a, req).Reason, "another key of this name")
	delete(keys, kid)
	assert.Equal(t, authn.ReasonJWKKidMismatch, authenticate(t, a, req).Reason, "the key is gone")
	keys[kid] = &instanceKey().PublicKey
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
}

func TestTwoAuthenticatorsShareNothing(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, keySet{kid: &instanceKey().PublicKey}, nil, nil)
	b := authenticatorWith(t, keySet{kid: &foreignKey().PublicKey}, nil, nil)
	ours, theirs := bearer(t, session(t, nil)), bearer(t, sign(t, foreignKey(), nil, sessionClaims(nil)))
	for range 2 {
		assert.Equal(t, authn.SignedIn, authenticate(t, a, ours).Status)
		assert.Equal(t, authn.SignedIn, authenticate(t, b, theirs).Status)
		assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, a, theirs).Reason)
		assert.Equal(t, authn.ReasonTokenInvalidSignature, authenticate(t, b, ours).Reason)
	}
}
