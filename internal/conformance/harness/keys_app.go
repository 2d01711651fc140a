package harness

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// KeysApp is an application whose Kit gets its keys over HTTP.
type KeysApp struct {
	*App
	Counts *Tally
	Log    *bytes.Buffer // of warnings and what is worse; read it when no request is under way
}

// NewKeysApp makes an application that gets its keys from apiURL with the client. It has a public page /whoami, /protected,
// which answers 204, and the fragment "account".
func NewKeysApp(t testing.TB, apiURL string, client *http.Client, change ...func(*clerkhtmx.Config)) *KeysApp {
	t.Helper()
	a := &KeysApp{Counts: &Tally{Counts: map[string]int{}}, Log: &bytes.Buffer{}}
	cfg := clerkhtmx.Config{
		PublishableKey:    LivePublishableKey,
		SecretKey:         LiveSecretKey,
		AuthorizedParties: []string{Origin},
		PublicURL:         Origin,
		APIURL:            apiURL,
		HTTPClient:        client,
		SignInURL:         "/sign-in",
		Logger:            slog.New(slog.NewTextHandler(a.Log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Metrics:           a.Counts,
	}
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	kit.Fragment("account", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()}, Content: Text("your account")})
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/whoami", func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) })
	e.GET("/protected", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, kit.Protect())
	a.App = &App{Echo: e, Kit: kit}
	return a
}

// NewNetworkApp makes an application that gets its keys from the instance, over the network.
func NewNetworkApp(t testing.TB, i *Instance, change ...func(*clerkhtmx.Config)) *KeysApp {
	t.Helper()
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	return NewKeysApp(t, server.URL, nil, change...)
}

// Count returns how often a metric was counted.
func (a *KeysApp) Count(metric clerkhtmx.Metric) int { return a.Counts.Of(metric) }

// Warnings returns how many lines the log has, once all goroutines of the synctest bubble are at rest.
func (a *KeysApp) Warnings() int {
	synctest.Wait()
	return strings.Count(a.Log.String(), "level=WARN")
}
