package clerktest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

func TestAnApplicationMountsTheInstanceBelowAPath(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"/__clerk", "/nested/clerk/"} {
		clerk := clerktest.NewWithConfig(t, clerktest.Config{Prefix: prefix})
		cfg := clerk.Config()
		require.Equal(t, strings.TrimSuffix(prefix, "/"), cfg.ProxyURL)
		stripped := http.StripPrefix(cfg.ProxyURL, clerk)
		onEcho := echo.New()
		onEcho.Any(cfg.ProxyURL+"/*", echo.WrapHandler(clerk))
		mux := http.NewServeMux()
		mux.Handle(cfg.ProxyURL+"/", clerk)
		for name, application := range map[string]http.Handler{"Echo": onEcho, "ServeMux": mux, "with the prefix stripped": stripped} {
			t.Run(name+" at "+prefix, func(t *testing.T) {
				server := httptest.NewServer(application)
				t.Cleanup(server.Close)
				status, _ := fetch(t, server.URL+cfg.ProxyURL+"/v1/environment")
				assert.Equal(t, http.StatusOK, status)
			})
		}
	}
}

func TestAvatarsAreBelowTheMountedPath(t *testing.T) {
	t.Parallel()
	clerk := clerktest.NewWithConfig(t, clerktest.Config{Prefix: "/__clerk"})
	e := echo.New()
	e.Any("/__clerk/*", echo.WrapHandler(clerk))
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	for _, name := range []string{"Ada", "Ada/Countess", "Ada 100%", "Ærø?"} {
		user := clerk.CreateUser(clerktest.User{Email: "x" + strings.Trim(strings.ToLower(name), "æø?/% ") + "@example.com", FirstName: name})
		session := clerk.StartSession(clerktest.SessionParams{UserID: user.ID})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/__clerk/v1/client", nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(clerk.WithSession(req, session))
		require.NoError(t, err)
		var client struct {
			Response struct {
				Sessions []struct {
					User struct {
						ImageURL string `json:"image_url"`
					}
				}
			}
		}
		require.NoError(t, json.NewDecoder(res.Body).Decode(&client))
		require.NoError(t, res.Body.Close())
		image := client.Response.Sessions[0].User.ImageURL
		assert.True(t, strings.HasPrefix(image, server.URL+"/__clerk/img/"), image)
		status, header := fetch(t, image)
		assert.Equal(t, http.StatusOK, status, image)
		assert.Equal(t, "image/svg+xml", header.Get("Content-Type"))
	}
}

// The server reads profiles from the instance's own address, and shows them to browsers of the application's.
func TestAvatarsInProfilesAreOnTheOriginThatIsKnown(t *testing.T) {
	t.Parallel()
	clerk := clerktest.NewWithConfig(t, clerktest.Config{Prefix: "/__clerk", Origin: "http://localhost:8080"})
	kit, err := clerkhtmx.New(clerk.Config())
	require.NoError(t, err)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	ctx := clerkhtmx.NewContext(t.Context(), clerkhtmx.Auth{UserID: ada.ID, SessionID: "sess_1"})
	profile, err := kit.Profile(ctx)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(profile.ImageURL, "http://localhost:8080/__clerk/img/"), profile.ImageURL)
}

func TestConfigNamesTheOriginAsAuthorizedParty(t *testing.T) {
	t.Parallel()
	clerk := clerktest.NewWithConfig(t, clerktest.Config{Origin: "https://app.example.com"})
	cfg := clerk.Config()
	assert.Equal(t, []string{"https://app.example.com"}, cfg.AuthorizedParties)
	assert.True(t, cfg.TelemetryDisabled)
	e := application(t, clerk)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	assert.Equal(t, ada.ID, me(t, e, clerk.SignedIn(get("/me"), ada)))
	session := clerk.StartSession(clerktest.SessionParams{UserID: ada.ID})
	req := get("/me")
	req.Header.Set("Authorization", "Bearer "+clerk.Token(clerktest.TokenParams{SessionID: session.ID, Origin: "https://evil.example"}))
	assert.Empty(t, me(t, e, req))

	assert.Empty(t, clerktest.New(t).Config().AuthorizedParties)
}

func TestKeysAndAddressOutliveARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "clerk.json")
	cfg := clerktest.Config{KeyFile: file, Mode: clerktest.Development}
	start := func() *clerktest.Clerk {
		clerk, err := clerktest.Start(cfg)
		require.NoError(t, err)
		clerk.CreateUser(clerktest.User{ID: "user_ada", Email: "ada@example.com"})
		return clerk
	}
	first := start()
	session := first.StartSession(clerktest.SessionParams{UserID: "user_ada"})
	token := first.Token(clerktest.TokenParams{SessionID: session.ID})
	cfg.Address = strings.TrimPrefix(first.URL, "http://")
	require.NoError(t, first.Close())
	second := start()
	t.Cleanup(func() { assert.NoError(t, second.Close()) })

	assert.Equal(t, first.URL, second.URL)
	assert.Equal(t, first.SecretKey(), second.SecretKey())
	assert.Equal(t, first.JWTKey(), second.JWTKey())
	e := application(t, second)
	req := get("/me")
	req.Header.Set("Authorization", "Bearer "+token)
	assert.Equal(t, "user_ada", me(t, e, req))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestAKeyFileThatCannotBeUsedIsAnError(t *testing.T) {
	t.Parallel()
	production := filepath.Join(t.TempDir(), "production.json")
	clerk, err := clerktest.Start(clerktest.Config{KeyFile: production})
	require.NoError(t, err)
	require.NoError(t, clerk.Close())
	secret := clerk.SecretKey()
	broken := filepath.Join(t.TempDir(), "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"secret_key": "`+secret+`", "key_id": "ins_1", "private_key": "x"}`), 0o600))
	for name, cfg := range map[string]clerktest.Config{
		"of another mode":    {KeyFile: production, Mode: clerktest.Development},
		"without a key":      {KeyFile: broken},
		"in no folder":       {KeyFile: filepath.Join(t.TempDir(), "missing", "keys.json")},
		"that is a folder":   {KeyFile: t.TempDir()},
		"and a real address": {Address: "0.0.0.0:0"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := clerktest.Start(cfg)
			require.Error(t, err)
			assert.Regexp(t, "KeyFile|Address", err.Error())
			assert.NotContains(t, err.Error(), secret)
		})
	}
}

// Tests make an instance each. A budget of ten times what it takes leaves room for a busy machine, and is a tenth of what
// one signing key takes.
func TestFurtherInstancesAreMadeInNoTime(t *testing.T) {
	clerktest.New(t)
	best := time.Hour
	for range 20 {
		began := time.Now()
		clerktest.New(t)
		best = min(best, time.Since(began))
	}
	t.Logf("%s", best)
	assert.Less(t, best, 5*time.Millisecond)
}

func TestInstancesOfOneProcessRefuseTheTokensOfEachOther(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]clerktest.Config{
		"of one host":     {},
		"of another host": {FrontendAPIHost: "clerk.other.test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, theirs := clerktest.New(t), clerktest.NewWithConfig(t, other)
			ada := clerktest.User{ID: "user_ada", Email: "ada@example.com"}
			ours.CreateUser(ada)
			theirs.CreateUser(ada)
			session := theirs.StartSession(clerktest.SessionParams{UserID: ada.ID})
			req := get("/me")
			req.Header.Set("Authorization", "Bearer "+theirs.Token(clerktest.TokenParams{SessionID: session.ID}))
			assert.Empty(t, me(t, application(t, ours), req))
			assert.NotEqual(t, ours.SecretKey(), theirs.SecretKey())
			assert.Equal(t, other.FrontendAPIHost == "", ours.JWTKey() == theirs.JWTKey())
			before := ours.JWTKey()
			ours.RotateKeys()
			assert.NotEqual(t, before, ours.JWTKey())
		})
	}
}

func fetch(t *testing.T, url string) (status int, header http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode, res.Header
}
