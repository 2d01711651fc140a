package authn_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestTheSkewIsExactToTheMillisecond(t *testing.T) {
	t.Parallel()
	clock := now
	a, err := authn.New(authn.Config{PublishableKey: liveKey(t)}, instanceKeys(), nil, func() time.Time { return clock })
	require.NoError(t, err)
	const expired = authn.ReasonSessionTokenExpired + "-refresh-non-eligible-no-refresh-cookie"
	for name, tt := range map[string]struct {
		claim string
		value time.Duration
		clock time.Duration
		want  authn.Reason
	}{
		"exp 4.999 s ago":  {"exp", -5 * time.Second, -time.Millisecond, ""},
		"exp 5 s ago":      {"exp", -5 * time.Second, 0, expired},
		"nbf in 5 s":       {"nbf", 5 * time.Second, 0, ""},
		"nbf in 5.001 s":   {"nbf", 5 * time.Second, -time.Millisecond, authn.ReasonSessionTokenNotBefore},
		"iat in 5 s":       {"iat", 5 * time.Second, 0, ""},
		"iat in 5.001 s":   {"iat", 5 * time.Second, -time.Millisecond, authn.ReasonSessionTokenIATInTheFuture},
		"an hour goes by":  {"exp", 50 * time.Second, time.Hour, expired},
		"an hour is taken": {"nbf", 0, -time.Hour, authn.ReasonSessionTokenNotBefore},
	} {
		clock = now.Add(tt.clock)
		token := session(t, map[string]any{tt.claim: now.Add(tt.value).Unix()})
		for range 2 { // known or not
			assert.Equal(t, tt.want, authenticate(t, a, bearer(t, token)).Reason, name)
		}
	}
}

func TestTheFirstFailureIsTheOneReported(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		cfg.AuthorizedParties, cfg.Audience = []string{"https://example.com"}, []string{"api"}
	})
	const unsettled = authn.ReasonSessionTokenExpired + "-refresh-non-eligible-no-refresh-cookie"
	late, early := now.Unix()+60, now.Unix()-60
	for _, tt := range []struct {
		name   string
		header map[string]any
		claims map[string]any
		want   authn.Reason
	}{
		{"the kid before typ", map[string]any{"kid": "x", "typ": "x"}, nil, authn.ReasonJWKKidMismatch},
		{"typ before alg", map[string]any{"typ": "x", "alg": "none"}, nil, authn.ReasonTokenInvalid},
		{"alg before crit", map[string]any{"alg": "RS512", "crit": []string{"x"}}, nil, authn.ReasonTokenInvalidAlgorithm},
		{"sub before azp", nil, map[string]any{"sub": nil, "azp": "x"}, authn.ReasonTokenVerificationFailed},
		{"aud before azp", nil, map[string]any{"aud": "x", "azp": "x"}, authn.ReasonTokenVerificationFailed},
		{"azp before exp", nil, map[string]any{"azp": "x", "exp": early}, authn.ReasonTokenInvalidAuthorizedParties},
		{"sub before exp", nil, map[string]any{"sub": nil, "exp": early}, authn.ReasonTokenVerificationFailed},
		{"exp before nbf", nil, map[string]any{"exp": early, "nbf": late}, unsettled},
		{"exp before a bad nbf", nil, map[string]any{"exp": early, "nbf": "x"}, unsettled},
		{"nbf before iat", nil, map[string]any{"nbf": late, "iat": late}, authn.ReasonSessionTokenNotBefore},
		{"nbf before a bad iat", nil, map[string]any{"nbf": late, "iat": "x"}, authn.ReasonSessionTokenNotBefore},
	} {
		token := sign(t, instanceKey(), tt.header, sessionClaims(tt.claims))
		assert.Equal(t, tt.want, authenticate(t, a, bearer(t, token)).Reason, tt.name)
	}
}

func TestATokenMayBeOf8KiB(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for length, want := range map[int]authn.Reason{8 << 10: "", 8<<10 + 1: authn.ReasonTokenInvalid} {
		assert.Equal(t, want, authenticate(t, a, bearer(t, tokenOfLength(t, length))).Reason)
	}
}

// tokenOfLength fills up a session token. Base64 has no length of 4n+1, so the header
// has to help out.
func tokenOfLength(t *testing.T, length int) string {
	t.Helper()
	for _, header := range []map[string]any{nil, {"x": ""}, {"x": "1"}} {
		bare := len(sign(t, instanceKey(), header, sessionClaims(map[string]any{"x": ""})))
		for filler := (length - bare) * 3 / 4; filler <= (length-bare)*3/4+2; filler++ {
			token := sign(t, instanceKey(), header, sessionClaims(map[string]any{"x": strings.Repeat("a", filler)}))
			if len(token) == length {
				return token
			}
		}
	}
	t.Fatalf("no token of %d bytes", length)
	return ""
}
