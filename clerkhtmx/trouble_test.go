package clerkhtmx_test

import (
	"bytes"
	"html"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// troubledApp has the ready sign-in page and a guarded one.
type troubledApp struct {
	*harness.App
	log *bytes.Buffer
}

func newTroubledApp(t *testing.T, mode clerktest.Mode, change func(clerk *clerktest.Clerk, cfg *clerkhtmx.Config)) *troubledApp {
	t.Helper()
	log := &bytes.Buffer{}
	clerk := clerktest.NewWithConfig(t, clerktest.Config{Mode: mode, Origin: "http://example.com"})
	a := harness.NewAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
		cfg.AuthorizedParties, cfg.PublicURL = []string{"http://example.com"}, "http://example.com"
		cfg.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
		change(clerk, cfg)
	})
	a.GET("/dashboard", harness.Reply("dashboard"), a.Kit.Protect())
	return &troubledApp{a, log}
}

// After sign-in, a page that only Clerk believes in would be empty: it says why, and so
// does the log, once a minute.
func TestWhatKeepsPeopleFromSigningInIsTold(t *testing.T) {
	t.Parallel()
	other := clerktest.NewWithConfig(t, clerktest.Config{FrontendAPIHost: "clerk.other.test"})
	unchanged := func(*clerktest.Clerk, *clerkhtmx.Config) {}
	signedIn := func(a *troubledApp, r *http.Request) *http.Request { return a.Clerk.SignedIn(r, a.Ada) }
	looped := func(cookies string) func(*troubledApp, *http.Request) *http.Request {
		return func(_ *troubledApp, r *http.Request) *http.Request {
			r.Header.Set("Cookie", "__clerk_redirect_count=3; __clerk_db_jwt=dvb_1; "+cookies)
			return r
		}
	}
	outOfDate := func(age time.Duration) func(*troubledApp, *http.Request) *http.Request {
		return func(a *troubledApp, r *http.Request) *http.Request {
			session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
			return looped("__client_uat=1; __session="+a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, IssuedAt: time.Now().Add(-age)}))(a, r)
		}
	}
	for name, tt := range map[string]struct {
		change func(*clerktest.Clerk, *clerkhtmx.Config)
		sign   func(*troubledApp, *http.Request) *http.Request
		cause  string
		attrs  []string
	}{
		"another instance's JWTKey": {func(_ *clerktest.Clerk, cfg *clerkhtmx.Config) { cfg.JWTKey = other.JWTKey() }, signedIn,
			"of another Clerk instance than PublishableKey", []string{"publishable_key_instance=", "token_issuer=https://", "token_key_id=ins_"}},
		"another instance's secret key": {func(_ *clerktest.Clerk, cfg *clerkhtmx.Config) {
			cfg.SecretKey, cfg.APIURL = other.SecretKey(), other.APIURL()
		}, signedIn,
			"of another Clerk instance than PublishableKey", []string{"token_key_id=ins_", "known_key_ids=[ins_"}},
		"a secret key that Clerk refuses": {func(_ *clerktest.Clerk, cfg *clerkhtmx.Config) { cfg.SecretKey += "x" }, signedIn,
			"Clerk refuses Config.SecretKey", nil},
		"a party that is missing": {func(_ *clerktest.Clerk, cfg *clerkhtmx.Config) {
			cfg.AuthorizedParties = []string{"http://app.example"}
		}, signedIn,
			"AuthorizedParties does not list", []string{"token_azp=http://example.com"}},
		"an issuer that is missing": {func(_ *clerktest.Clerk, cfg *clerkhtmx.Config) {
			cfg.Issuers = []string{"https://clerk.elsewhere.test"}
		}, signedIn,
			"Issuers does not list", nil},
		"a clock that is ahead":           {unchanged, outOfDate(time.Hour), "clock of this machine", []string{"token_age=1h0m"}},
		"a clock that is behind":          {unchanged, outOfDate(-time.Hour), "clock of this machine", []string{"token_age=-"}},
		"a cookie that does not stick":    {unchanged, looped("__client_uat=1700000000"), "does not keep Clerk's cookies", nil},
		"a session without a client time": {unchanged, looped("__session=a.b.c"), "does not keep Clerk's cookies", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []clerktest.Mode{clerktest.Production, clerktest.DevelopmentCustomHost} {
				if mode != clerktest.Production && strings.Contains(name, "secret key") {
					continue // keys of another type are an error of New
				}
				a := newTroubledApp(t, mode, tt.change)
				for range 3 {
					body := html.UnescapeString(a.Serve(tt.sign(a, harness.Get("/sign-in", "Sec-Fetch-Dest", "document"))).Body.String())
					assert.Contains(t, body, `role="alert"`)
					assert.Equal(t, mode != clerktest.Production, strings.Contains(body, tt.cause), body)
					assert.NotContains(t, body, a.Clerk.SecretKey())
				}
				log := a.log.String()
				assert.Equal(t, 1, strings.Count(log, tt.cause), log)
				for _, attr := range tt.attrs {
					assert.Contains(t, log, attr)
				}
			}
		})
	}
}

func TestAQuietSignInPageSaysNothing(t *testing.T) {
	t.Parallel()
	a := newTroubledApp(t, clerktest.Production, func(*clerktest.Clerk, *clerkhtmx.Config) {})
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	expired := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, IssuedAt: time.Now().Add(-time.Hour)})
	for name, r := range map[string]*http.Request{
		"nobody":                    harness.Get("/sign-in"),
		"a person":                  a.Clerk.SignedIn(harness.Get("/sign-in"), a.Ada),
		"a script's expired token":  harness.Get("/sign-in", "Cookie", "__client_uat=1; __session="+expired),
		"a stranger's Bearer token": harness.Get("/sign-in", "Authorization", "Bearer a.b.c"),
	} {
		assert.NotContains(t, a.Serve(r).Body.String(), `role="alert"`, name)
	}
	assert.Empty(t, a.log.String())
}

// A token that is too long for a cookie is noticed where Clerk wants to set it.
func TestATokenThatIsTooLongForACookieIsTold(t *testing.T) {
	t.Parallel()
	a := newTroubledApp(t, clerktest.Production, func(*clerktest.Clerk, *clerkhtmx.Config) {})
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	long := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"custom": strings.Repeat("x", 4000)}})
	handshake := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + long + "; Path=/"}}})
	res := a.Serve(harness.Get("/sign-in", "Cookie", "__clerk_handshake="+handshake))
	assert.Contains(t, res.Body.String(), `role="alert"`)
	assert.Contains(t, a.log.String(), "too many custom claims")
}

func TestTroubleIsLoggedOnceAMinute(t *testing.T) {
	t.Parallel()
	other := clerktest.New(t)
	clerk := clerktest.New(t)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID})
	log := &bytes.Buffer{}
	synctest.Test(t, func(t *testing.T) {
		token := clerk.Token(clerktest.TokenParams{SessionID: session.ID, IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)})
		cfg := clerk.Config()
		cfg.JWTKey, cfg.PublicURL, cfg.AuthorizedParties = other.JWTKey(), "http://example.com", []string{"http://example.com"}
		cfg.Logger = slog.New(slog.NewTextHandler(log, nil))
		kit, err := clerkhtmx.New(cfg)
		require.NoError(t, err)
		a := &harness.App{Echo: echo.New()}
		a.Use(kit.Middleware())
		for range 5 {
			for range 100 {
				a.Serve(harness.Get("/", "Cookie", "__client_uat=1; __session="+token))
			}
			harness.Elapse(30 * time.Second)
		}
	})
	assert.Equal(t, 3, strings.Count(log.String(), "people cannot sign in"), "at 0, 60 and 120 s")
}
