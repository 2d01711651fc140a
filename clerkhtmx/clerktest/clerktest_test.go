package clerktest_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// application answers /me with the user's id and /private only to signed-in users.
func application(t *testing.T, clerk *clerktest.Clerk) *echo.Echo {
	t.Helper()
	kit, err := clerkhtmx.New(clerk.Config())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, kit.Close()) })
	e := echo.New()
	e.Use(kit.Middleware())
	e.GET("/me", func(c echo.Context) error { return c.String(http.StatusOK, clerkhtmx.From(c).UserID) })
	e.GET("/private", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, kit.Protect())
	return e
}

// me is who the application takes the sender of the request for.
func me(t *testing.T, e *echo.Echo, req *http.Request) string {
	t.Helper()
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, req)
	require.Equal(t, http.StatusOK, rec.Code)
	return rec.Body.String()
}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

var modes = map[string]clerktest.Mode{
	"production":              clerktest.Production,
	"development":             clerktest.Development,
	"development, own domain": clerktest.DevelopmentCustomHost,
}

func TestSignedInRequestsAreSignedIn(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := clerktest.NewWithConfig(t, clerktest.Config{Mode: mode})
			e := application(t, clerk)
			ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})

			assert.Equal(t, ada.ID, me(t, e, clerk.SignedIn(get("/me"), ada)))
			assert.Empty(t, me(t, e, get("/me")))
		})
	}
}

func TestSignedInLeavesTheRequestAlone(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	req := get("/me")
	clerk.SignedIn(req, ada)
	assert.Empty(t, req.Cookies())
}

func TestTokensThatMustNotWork(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	e := application(t, clerk)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID})
	for name, test := range map[string]struct {
		params clerktest.TokenParams
		want   string
	}{
		"a fresh one":     {clerktest.TokenParams{}, ada.ID},
		"an expired one":  {clerktest.TokenParams{ExpiresAt: time.Now().Add(-time.Hour)}, ""},
		"a template's":    {clerktest.TokenParams{Template: "supabase"}, ""},
		"a pending one":   {clerktest.TokenParams{Claims: map[string]any{"sts": "pending"}}, ""},
		"an unsigned one": {clerktest.TokenParams{Header: map[string]any{"alg": "none"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := get("/me")
			test.params.SessionID = session.ID
			req.Header.Set("Authorization", "Bearer "+clerk.Token(test.params))
			assert.Equal(t, test.want, me(t, e, req))
		})
	}
}

func TestHandshakeRoundTrip(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]clerktest.Config{
		"production":            {},
		"production by nonce":   {HandshakeNonce: true},
		"development":           {Mode: clerktest.Development},
		"development by nonce":  {Mode: clerktest.Development, HandshakeNonce: true},
		"refresh, no handshake": {RefreshTokens: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := clerktest.NewWithConfig(t, cfg)
			server := httptest.NewServer(application(t, clerk))
			t.Cleanup(server.Close)
			ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
			session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID})
			expired := clerk.Token(clerktest.TokenParams{
				SessionID: session.ID, IssuedAt: time.Now().Add(time.Second), ExpiresAt: time.Now().Add(-time.Hour),
			})
			jar, err := cookiejar.New(nil)
			require.NoError(t, err)
			u, err := url.Parse(server.URL)
			require.NoError(t, err)
			for _, cookie := range clerk.Cookies(session, server.URL) {
				if len(cookie.Value) > 200 { // the session token
					cookie.Value = expired
				}
				jar.SetCookies(u, []*http.Cookie{cookie})
			}

			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/me", nil)
			require.NoError(t, err)
			req.Header.Set("Sec-Fetch-Dest", "document")
			res, err := (&http.Client{Jar: jar}).Do(req)
			require.NoError(t, err)
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			assert.Equal(t, ada.ID, string(body))
			assert.Equal(t, server.URL+"/me", res.Request.URL.String())
			asked := ""
			for _, r := range clerk.Requests() {
				if r.Path != "/api/v1/jwks" {
					asked = r.Path
				}
			}
			assert.NotEmpty(t, asked, "the application trusted an expired token")
		})
	}
}

func TestRotateKeysAndFail(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	e := application(t, clerk)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	clerk.Fail("GET /api/v1/jwks", http.StatusServiceUnavailable)
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, clerk.SignedIn(get("/private"), ada))
	assert.NotEqual(t, http.StatusNoContent, rec.Code, "no key, no entry")

	clerk.Heal()
	fresh := application(t, clerk)
	assert.Equal(t, ada.ID, me(t, fresh, clerk.SignedIn(get("/me"), ada)))
	old := clerk.SignedIn(get("/me"), ada)
	clerk.RotateKeys()
	assert.Empty(t, me(t, application(t, clerk), old))
}

func TestRevokedSessionGetsNoMoreTokens(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID})
	ask := func() int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, clerk.URL+"/v1/client/sessions/"+session.ID+"/tokens", nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(clerk.WithSession(req, session))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}

	assert.Equal(t, http.StatusOK, ask())
	clerk.Revoke(session)
	assert.Equal(t, "revoked", clerk.Session(session.ID).Status)
	assert.Equal(t, http.StatusUnauthorized, ask())
}

func TestOrganizationsChangeAndUsersGo(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	acme := clerk.CreateOrganization(clerktest.Organization{Name: "Acme Inc"})
	clerk.AddMember(acme, ada, "org:admin")
	session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID, OrganizationID: acme.ID})
	clerk.SetRole(acme, ada, "org:member")
	clerk.RemoveMember(acme, ada)
	assert.Empty(t, clerk.Session(session.ID).OrganizationID)
	clerk.RenameUser(ada, "Augusta", "King")
	clerk.DeleteUser(ada)
	assert.Equal(t, "removed", clerk.Session(session.ID).Status)
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	failed []any
}

func (r *recorder) Helper()           {}
func (r *recorder) Cleanup(f func())  { r.TB.Cleanup(f) }
func (r *recorder) Fatal(args ...any) { r.failed = append(r.failed, args...) }

func TestTheImpossibleFailsTheTest(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	clerk := clerktest.New(r)
	clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	require.Empty(t, r.failed)
	clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	assert.Len(t, r.failed, 1)
	clerk.Fail("no slash", 500)
	assert.Len(t, r.failed, 2)

	started, err := clerktest.Start(clerktest.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, started.Close()) })
	assert.Panics(t, func() { started.CreateUser(clerktest.User{}) })
	_, err = clerktest.Start(clerktest.Config{Mode: 9})
	assert.ErrorContains(t, err, "Mode")
}

func TestLogsNoSecret(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	clerk := clerktest.NewWithConfig(t, clerktest.Config{
		Logger: slog.New(slog.NewTextHandler(&output, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	e := application(t, clerk)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	me(t, e, clerk.SignedIn(get("/me"), ada))
	clerk.Inject(clerktest.Fault{Pattern: "/v1/", Status: 500, Times: 1})
	require.Contains(t, output.String(), "/api/v1/jwks")
	assert.NotContains(t, output.String(), clerk.SecretKey())
}
