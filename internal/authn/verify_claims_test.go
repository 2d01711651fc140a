package authn_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

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
		"an unknown iss":             {"iss", "https://clerk.evil.example", accepted},
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
