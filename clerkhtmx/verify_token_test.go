package clerkhtmx_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestVerifyTokenGivesTheAuthOfABearerToken(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, OrganizationID: acme.ID})
	token := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"email": "ada@example.com"}})

	for range 2 { // the second time it is a token seen before
		auth, err := a.Kit.VerifyToken(t.Context(), token)
		require.NoError(t, err)
		assert.True(t, auth.Has(clerkhtmx.SignedIn(), clerkhtmx.Role("org:admin")))
		assert.Equal(t, session.ID, auth.SessionID)
		assert.Empty(t, auth.Reason())
		var claims struct{ Email string }
		require.NoError(t, auth.Claims(&claims))
		assert.Equal(t, "ada@example.com", claims.Email)

		res := a.Serve(harness.BearerOf("/whoami", token))
		require.Equal(t, http.StatusOK, res.Code)
		want, err := json.Marshal(auth)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), res.Body.String())
	}
}

func TestVerifyTokenRefusesWhatTheMiddlewareRefuses(t *testing.T) {
	t.Parallel()
	key, other := harness.SigningKeys()[0], harness.SigningKeys()[1]
	other.KID = key.KID
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	claim := func(name string, value any) string { return key.Sign(t, nil, map[string]any{name: value}) }
	good := key.Token(time.Hour)
	for name, tt := range map[string]struct {
		token string
		want  clerkhtmx.Reason
	}{
		"nothing":                         {"", clerkhtmx.ReasonTokenInvalid},
		"no JWT":                          {"a.b.c", clerkhtmx.ReasonTokenInvalid},
		"the header's scheme with it":     {"Bearer " + good, clerkhtmx.ReasonTokenInvalid},
		"white space around it":           {good + "\n", clerkhtmx.ReasonTokenInvalid},
		"a token of 9 KiB":                {claim("big", strings.Repeat("x", 9<<10)), clerkhtmx.ReasonTokenInvalid},
		"a token without a signature":     {good[:strings.LastIndexByte(good, '.')+1], clerkhtmx.ReasonTokenInvalidSignature},
		"a key of another instance":       {other.Token(time.Hour), clerkhtmx.ReasonTokenInvalidSignature},
		"an unknown key":                  {harness.BogusToken(), clerkhtmx.ReasonJWKKidMismatch},
		"another party":                   {claim("azp", "https://evil.example"), clerkhtmx.ReasonTokenInvalidAuthorizedParties},
		"no party":                        {claim("azp", nil), clerkhtmx.ReasonTokenInvalidAuthorizedParties},
		"another audience":                {claim("aud", "elsewhere"), clerkhtmx.ReasonTokenVerificationFailed},
		"another issuer":                  {claim("iss", "https://clerk.evil.example"), clerkhtmx.ReasonTokenInvalidIssuer},
		"nobody":                          {claim("sub", nil), clerkhtmx.ReasonTokenVerificationFailed},
		"no expiry":                       {claim("exp", nil), clerkhtmx.ReasonTokenVerificationFailed},
		"expired":                         {claim("exp", in(-6*time.Second)), clerkhtmx.ReasonTokenExpired},
		"not valid yet":                   {claim("nbf", in(time.Hour)), clerkhtmx.ReasonTokenNotActiveYet},
		"issued in the future":            {claim("iat", in(time.Hour)), clerkhtmx.ReasonTokenIATInTheFuture},
		"a revoked session":               {claim("sid", "sess_revoked"), clerkhtmx.ReasonTokenExpired},
		"a pending session":               {claim("sts", "pending"), clerkhtmx.ReasonSessionPending},
		"a token of a JWT template":       {key.Sign(t, map[string]any{"cat": "cl_B7d4PD222AAA"}, nil), clerkhtmx.ReasonTokenTypeMismatch},
		"an M2M token":                    {key.Sign(t, map[string]any{"cat": "cl_B7d4PD333AAA"}, map[string]any{"sub": "mch_1"}), clerkhtmx.ReasonTokenTypeMismatch},
		"an OAuth token":                  {key.Sign(t, map[string]any{"typ": "at+jwt"}, nil), clerkhtmx.ReasonTokenTypeMismatch},
		"an API key":                      {"ak_1", clerkhtmx.ReasonTokenTypeMismatch},
		"an opaque M2M token":             {"mt_1", clerkhtmx.ReasonTokenTypeMismatch},
		"an opaque OAuth token":           {"oat_1", clerkhtmx.ReasonTokenTypeMismatch},
		"an extension that must be known": {key.Sign(t, map[string]any{"crit": []string{"x"}}, nil), clerkhtmx.ReasonTokenInvalid},
		"another type":                    {key.Sign(t, map[string]any{"typ": "logout+jwt"}, nil), clerkhtmx.ReasonTokenInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := harness.NewInstance(key)
			a := harness.NewNetworkApp(t, i, func(cfg *clerkhtmx.Config) {
				cfg.Audience, cfg.Issuers = []string{"here"}, []string{harness.Issuer}
			})
			require.Error(t, a.Kit.RevokeSession(t.Context(), "sess_revoked"), "Clerk does not know the session; here it counts as revoked all the same")
			i.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, "/v1/jwks", r.URL.Path, "Clerk is asked for its keys alone")
				i.ServeKeys(w, r)
			})

			for range 2 {
				auth, err := a.Kit.VerifyToken(t.Context(), tt.token)
				assert.Equal(t, clerkhtmx.Auth{}, auth)
				var refused *clerkhtmx.TokenVerificationError
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, tt.want, refused.Reason)
				require.ErrorContains(t, err, string(tt.want))
				require.NotErrorIs(t, err, clerkhtmx.ErrKeysUnavailable)
				assertNoPartOf(t, tt.token, err.Error())
			}
			if tt.token == strings.TrimSpace(tt.token) && !strings.HasPrefix(tt.token, "Bearer") {
				res := a.Serve(harness.BearerOf("/protected", tt.token))
				assert.Equal(t, http.StatusUnauthorized, res.Code, "the middleware agrees")
			}
		})
	}
}

// assertNoPartOf: not a piece of the token is in the text, nor of what it encodes.
func assertNoPartOf(t *testing.T, token, text string) {
	t.Helper()
	const piece = 12
	for part := range strings.SplitSeq(token, ".") {
		decoded, _ := base64.RawURLEncoding.DecodeString(part)
		for _, s := range []string{part, string(decoded)} {
			for start := 0; start+piece <= len(s); start += piece {
				assert.NotContains(t, text, s[start:start+piece])
			}
		}
	}
}

func TestVerifyTokenAcceptsAPendingSessionWhereTheMiddlewareDoes(t *testing.T) {
	t.Parallel()
	a := harness.NewNetworkApp(t, harness.NewInstance(harness.SigningKeys()[0]), func(cfg *clerkhtmx.Config) { cfg.TreatPendingAsSignedIn = true })
	auth, err := a.Kit.VerifyToken(t.Context(), harness.SigningKeys()[0].Sign(t, nil, map[string]any{"sts": "pending"}))
	require.NoError(t, err)
	assert.Equal(t, "pending", auth.SessionStatus)
	assert.True(t, auth.SignedIn())
}

func TestVerifyTokenInAnOutage(t *testing.T) {
	t.Parallel()
	key := harness.SigningKeys()[0]
	i := harness.NewInstance(key)
	i.AnswerWith(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	a := harness.NewNetworkApp(t, i)
	auth, err := a.Kit.VerifyToken(t.Context(), key.Token(time.Hour))
	assert.Equal(t, clerkhtmx.Auth{}, auth)
	require.ErrorIs(t, err, clerkhtmx.ErrKeysUnavailable)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	i.AnswerWith(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, err = harness.NewNetworkApp(t, i).Kit.VerifyToken(ctx, key.Token(time.Hour))
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, clerkhtmx.ErrKeysUnavailable, "the keys did not come in time")
}

func TestVerifyTokenCountsVerificationsAlone(t *testing.T) {
	t.Parallel()
	key := harness.SigningKeys()[0]
	a := harness.NewNetworkApp(t, harness.NewInstance(key))
	token := key.Token(time.Hour)
	for range 3 {
		_, err := a.Kit.VerifyToken(t.Context(), token)
		require.NoError(t, err)
	}
	_, err := a.Kit.VerifyToken(t.Context(), "a.b.c")
	require.Error(t, err)
	assert.Equal(t, map[string]int{"keys-fetched ": 1, "verify ": 1, "verify-cached ": 2}, a.Counts.Counts)
}

func ExampleKit_VerifyToken() {
	kit := newKit()
	receive := func(ctx context.Context, message, token string) string {
		auth, err := kit.VerifyToken(ctx, token)
		var refused *clerkhtmx.TokenVerificationError
		switch {
		case errors.Is(err, clerkhtmx.ErrKeysUnavailable):
			return "try again later"
		case errors.As(err, &refused):
			return "refused: " + string(refused.Reason)
		}
		return auth.UserID + " says " + message
	}
	fmt.Println(receive(context.Background(), "hello", "not.a.token"))
	// Output: refused: token-invalid
}
