package reasons_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// production is something that produces a Reason: a request to the public page /reason,
// or a token for VerifyToken.
type production struct {
	config  func(*clerkhtmx.Config)
	api     http.HandlerFunc // what Clerk answers, other than its keys
	keys    http.HandlerFunc // in the place of the keys
	request *http.Request
	token   string
}

// reason makes an application and has it produce the Reason.
func (p production) reason(t *testing.T) clerkhtmx.Reason {
	t.Helper()
	i := harness.NewInstance(harness.SigningKeys()[0])
	if p.keys == nil {
		p.keys = i.ServeKeys
	}
	i.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/jwks") {
			p.keys(w, r)
		} else {
			p.api(w, r)
		}
	})
	var change []func(*clerkhtmx.Config)
	if p.config != nil {
		change = append(change, p.config)
	}
	a := harness.NewNetworkApp(t, i, change...)
	if p.request == nil {
		_, err := a.Kit.VerifyToken(t.Context(), p.token)
		var refused *clerkhtmx.TokenVerificationError
		require.ErrorAs(t, err, &refused)
		return refused.Reason
	}
	a.GET("/reason", func(c echo.Context) error { return c.String(http.StatusOK, string(clerkhtmx.From(c).Reason())) })
	a.GET("/machines", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, a.Kit.Protect(clerkhtmx.APIKey()))
	res := a.Serve(p.request)
	reason := res.Header().Get("X-Clerk-Auth-Reason")
	if res.Code != http.StatusOK {
		return clerkhtmx.Reason(reason)
	}
	if reason != "" {
		assert.Equal(t, reason, res.Body.String(), "the header says what the Auth says")
	}
	return clerkhtmx.Reason(res.Body.String())
}

func development(cfg *clerkhtmx.Config) {
	cfg.PublishableKey, cfg.SecretKey = harness.TestPublishableKey, harness.TestSecretKey
}

// answers is an answer of Clerk's Backend API.
func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// productions has a row for each Reason that there is.
func productions(t *testing.T) map[clerkhtmx.Reason]production {
	t.Helper()
	key, other := harness.SigningKeys()[0], harness.SigningKeys()[1]
	other.KID = key.KID
	now := time.Now()
	in := func(d time.Duration) int64 { return now.Add(d).Unix() }
	changed := func(claim string, value any) string { return key.Sign(t, nil, map[string]any{claim: value}) }
	expired := changed("exp", in(-time.Hour))

	publishableKey, err := authn.ParsePublishableKey(harness.LivePublishableKey)
	require.NoError(t, err)
	refreshCookie := "; __refresh_" + publishableKey.CookieSuffix() + "=refresh"
	signedIn := func(token string) string { return "__client_uat=1; __session=" + token }
	cookies := func(cookie string) *http.Request { return harness.Get("/reason", "Cookie", cookie) }
	document := func(target string, header ...string) *http.Request {
		return harness.Get(target, append(header, "Sec-Fetch-Dest", "document")...)
	}
	refresh := func(status int, body string) production {
		return production{request: cookies(signedIn(expired) + refreshCookie), api: answers(status, body)}
	}

	return map[clerkhtmx.Reason]production{
		clerkhtmx.ReasonSessionTokenAndUATMissing:      {request: harness.Get("/reason")},
		clerkhtmx.ReasonSessionPending:                 {request: harness.BearerOf("/reason", changed("sts", "pending"))},
		clerkhtmx.ReasonClientUATWithoutSessionToken:   {request: cookies("__client_uat=1")},
		clerkhtmx.ReasonSessionTokenWithoutClientUAT:   {request: cookies("__session=" + key.Token(time.Hour))},
		clerkhtmx.ReasonSessionTokenIATBeforeClientUAT: {request: cookies("__client_uat=9999999999; __session=" + key.Token(time.Hour))},
		clerkhtmx.ReasonSessionTokenMissing:            {request: cookies("__clerk_handshake=" + changed("handshake", []string{}))},
		clerkhtmx.ReasonSessionTokenNBF:                {request: cookies(signedIn(changed("nbf", in(time.Hour))))},
		clerkhtmx.ReasonSessionTokenIATInTheFuture:     {request: cookies(signedIn(changed("iat", in(time.Hour))))},
		clerkhtmx.ReasonActiveOrganizationMismatch: {
			request: document("/orgs/acme", "Cookie", signedIn(key.Token(time.Hour))),
			config: func(cfg *clerkhtmx.Config) {
				cfg.OrganizationSync.OrganizationPatterns = []string{"/orgs/:slug"}
			},
		},
		clerkhtmx.ReasonPrimaryDomainCrossOriginSync: {
			request: document("/reason", "Cookie", signedIn(key.Token(time.Hour)), "Referer", "https://elsewhere.example/"),
		},
		clerkhtmx.ReasonSatelliteNeedsSyncing: {
			request: document("/reason?__clerk_synced=false"),
			config: func(cfg *clerkhtmx.Config) {
				cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.example", "https://primary.example/sign-in"
			},
		},
		clerkhtmx.ReasonPrimaryRespondsToSyncing: {request: document("/reason?__clerk_redirect_url=https://satellite.example/"), config: development},
		clerkhtmx.ReasonDevBrowserMissing:        {request: harness.Get("/reason"), config: development},
		clerkhtmx.ReasonDevBrowserSync:           {request: document("/reason?__clerk_db_jwt=dvb_1"), config: development},

		clerkhtmx.ReasonRefreshNonEligibleNoCookie: {request: cookies(signedIn(expired))},
		clerkhtmx.ReasonRefreshNonEligibleNonGET:   {request: harness.Request(http.MethodPost, "/reason", "Authorization", "Bearer "+expired)},
		clerkhtmx.ReasonRefreshExpiredSessionTokenDecodeFailed: {
			request: harness.Get("/reason", "Authorization", "Bearer "+expired, "Cookie", signedIn("a.b.c")+refreshCookie),
		},
		clerkhtmx.ReasonRefreshExpiredSessionTokenMissingSIDClaim: {
			request: cookies(signedIn(key.Sign(t, nil, map[string]any{"exp": in(-time.Hour), "sid": nil})) + refreshCookie),
		},
		clerkhtmx.ReasonRefreshFetchError:          refresh(http.StatusInternalServerError, `{"errors":[{"code":"unexpected_error"}]}`),
		clerkhtmx.ReasonRefreshUnexpectedBAPIError: refresh(http.StatusInternalServerError, `oh no`),
		clerkhtmx.ReasonRefreshUnexpectedSDKError:  refresh(http.StatusOK, `{"object":"cookies","cookies":[]}`),
		clerkhtmx.ReasonRefreshInvalidSessionToken: refresh(http.StatusOK, `{"object":"cookies","cookies":["__session=a.b.c; Path=/"]}`),

		clerkhtmx.ReasonTokenExpired:          {token: expired},
		clerkhtmx.ReasonTokenNotActiveYet:     {token: changed("nbf", in(time.Hour))},
		clerkhtmx.ReasonTokenIATInTheFuture:   {token: changed("iat", in(time.Hour))},
		clerkhtmx.ReasonTokenInvalid:          {request: harness.BearerOf("/reason", "a.b.c")},
		clerkhtmx.ReasonTokenInvalidAlgorithm: {request: harness.BearerOf("/reason", key.SignWith(t, jwt.SigningMethodRS512, nil, nil))},
		clerkhtmx.ReasonTokenInvalidSignature: {request: harness.BearerOf("/reason", other.Token(time.Hour))},
		clerkhtmx.ReasonTokenInvalidAuthorizedParties: {
			request: harness.BearerOf("/reason", changed("azp", "https://elsewhere.example")),
		},
		clerkhtmx.ReasonTokenInvalidIssuer: {
			request: harness.BearerOf("/reason", key.Token(time.Hour)),
			config:  func(cfg *clerkhtmx.Config) { cfg.Issuers = []string{"https://elsewhere.example"} },
		},
		clerkhtmx.ReasonTokenVerificationFailed: {
			request: harness.BearerOf("/reason", changed("aud", "elsewhere")),
			config:  func(cfg *clerkhtmx.Config) { cfg.Audience = []string{"here"} },
		},
		clerkhtmx.ReasonTokenTypeMismatch: {request: harness.BearerOf("/reason", "ak_1")},
		clerkhtmx.ReasonNoTokenInHeader:   {request: harness.Get("/machines")},
		clerkhtmx.ReasonJWKKidMismatch:    {request: harness.BearerOf("/reason", harness.BogusToken())},

		clerkhtmx.ReasonJWKRemoteFailedToLoad: {
			request: harness.BearerOf("/reason", key.Token(time.Hour)), keys: answers(http.StatusNotFound, ""),
		},
		clerkhtmx.ReasonSecretKeyInvalid: {
			request: harness.BearerOf("/reason", key.Token(time.Hour)),
			keys:    answers(http.StatusUnauthorized, `{"errors":[{"code":"clerk_key_invalid"}]}`),
		},
		clerkhtmx.ReasonUnexpectedError: {request: harness.BearerOf("/machines", "ak_1"), api: answers(http.StatusInternalServerError, "")},
	}
}

func TestEveryReasonIsProduced(t *testing.T) {
	t.Parallel()
	rows := productions(t)
	for name, reason := range declaredReasons(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row, ok := rows[reason]
			require.True(t, ok, "the table has no row for it")
			assert.Equal(t, reason, row.reason(t))
		})
	}
	assert.Len(t, rows, len(declaredReasons(t)))
}

func TestClerksErrorCodeOfARefreshIsPartOfTheReason(t *testing.T) {
	t.Parallel()
	row := productions(t)[clerkhtmx.ReasonRefreshFetchError]
	row.api = answers(http.StatusUnprocessableEntity, `{"errors":[{"code":"refresh_token_reused"}]}`)
	reason := row.reason(t)
	assert.Equal(t, clerkhtmx.Reason("session-token-expired-refresh-refresh_token_reused"), reason)
	assert.True(t, reason.Expired())
}

func TestReasonExpired(t *testing.T) {
	t.Parallel()
	for name, reason := range declaredReasons(t) {
		ranOut := strings.HasPrefix(name, "ReasonRefresh") || name == "ReasonTokenExpired"
		assert.Equal(t, ranOut, reason.Expired(), name)
	}
	assert.True(t, clerkhtmx.Reason("session-token-expired").Expired())
	assert.False(t, clerkhtmx.Reason("").Expired())
	assert.False(t, clerkhtmx.Reason("session-token-expired-in-some-other-way").Expired())
}

func TestTheErrorOfAnOutageIsToldFromThatOfABadToken(t *testing.T) {
	t.Parallel()
	rows := productions(t)
	for _, reason := range []clerkhtmx.Reason{clerkhtmx.ReasonJWKRemoteFailedToLoad, clerkhtmx.ReasonSecretKeyInvalid} {
		i := harness.NewInstance(harness.SigningKeys()[0])
		i.AnswerWith(rows[reason].keys)
		_, err := harness.NewNetworkApp(t, i).Kit.VerifyToken(t.Context(), harness.SigningKeys()[0].Token(time.Hour))
		require.ErrorIs(t, err, clerkhtmx.ErrKeysUnavailable)
		var refused *clerkhtmx.TokenVerificationError
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, reason, refused.Reason)
	}
}
