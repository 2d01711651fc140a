package clerkhtmx_test

import (
	"context"
	"html"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// wholePage uses every method of a Page.
const wholePage = `{{.Head}}{{.Fragment "account"}}{{.SignedInFragment "account"}}{{.SignedOutFragment "welcome"}}{{.ProtectedFragment "account"}}{{.UserButton}}{{.SignInButton}}` +
	`{{.Component "user-avatar"}}{{.Auth.UserID}}`

func TestPageFromContext(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	view := template.Must(template.New("page").Parse(wholePage))
	var kept context.Context
	a.GET("/below", func(c echo.Context) error {
		kept = c.Request().Context() //nolint:fatcontext // what a goroutine that outlives the request would have
		var fromContext, fromEcho strings.Builder
		require.NoError(t, view.Execute(&fromContext, a.Kit.PageFromContext(kept)))
		require.NoError(t, view.Execute(&fromEcho, a.Kit.Page(c)))
		assert.Equal(t, fromEcho.String(), fromContext.String())
		return c.HTML(http.StatusOK, fromContext.String())
	})
	body := a.Serve(a.Clerk.SignedIn(harness.Get("/below"), a.Ada)).Body.String()
	assert.Contains(t, body, "your account")
	assert.Contains(t, body, a.Ada.ID)

	assert.Empty(t, render(t, view, a.Kit.PageFromContext(context.Background())), "no request")
	late := a.Kit.PageFromContext(kept)
	assert.Equal(t, a.Ada.ID, render(t, view, late), "after the request: what is known, and nothing rendered")
	tested := a.Kit.PageFromContext(clerkhtmx.NewContext(context.Background(), clerkhtmx.Auth{UserID: "user_1"}))
	assert.Equal(t, "user_1", render(t, view, tested), "in a test")
	assert.Empty(t, render(t, view, clerkhtmx.Page{}), "the zero Page")
}

func render(t *testing.T, view *template.Template, data any) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, view.Execute(&out, data))
	return out.String()
}

func TestPageFromContextForARequestThatTheApplicationVouchesFor(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	kit, err := clerkhtmx.New(clerk.Config())
	require.NoError(t, err)
	a := &harness.App{Echo: echo.New()}
	vouch := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.SetRequest(c.Request().WithContext(clerkhtmx.NewContext(c.Request().Context(), clerkhtmx.Auth{UserID: "user_1"})))
			return next(c)
		}
	}
	a.Use(vouch, kit.Middleware())
	kit.Register(a.Echo)
	a.GET("/", func(c echo.Context) error {
		button, err := kit.PageFromContext(c.Request().Context()).UserButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	res := a.Serve(harness.Get("/"))
	assert.Contains(t, res.Body.String(), "<clerk-user-button")
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
}

// Echo uses its context again for the next request, which may be another person's.
func TestPageFromContextAfterTheRequestOfAMachineShowsNobodyElse(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	view := template.Must(template.New("page").Parse(wholePage))
	var machine context.Context
	a.GET("/api", func(c echo.Context) error {
		machine = c.Request().Context() //nolint:fatcontext // what a goroutine that outlives the request would have
		return c.NoContent(http.StatusNoContent)
	}, a.Kit.Protect(clerkhtmx.APIKey()))
	a.GET("/page", func(c echo.Context) error {
		return c.HTML(http.StatusOK, render(t, view, a.Kit.PageFromContext(machine)))
	})
	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: "user_machine"})
	require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/api", key.Token)).Code)
	assert.Equal(t, "user_machine", a.Serve(a.Clerk.SignedIn(harness.Get("/page"), a.Ada)).Body.String())
}

// A middleware before the kit's that calls the rest again gets the same verdict.
func TestARequestThatIsServedAgainKeepsItsVerdict(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	again := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := next(c); err == nil {
				return nil
			}
			return next(c)
		}
	}
	tries := 0
	e := echo.New()
	e.Use(again, a.Kit.Middleware())
	e.GET("/", func(c echo.Context) error {
		if tries++; tries == 1 {
			return echo.ErrTeapot
		}
		head, err := a.Kit.PageFromContext(c.Request().Context()).Head()
		if err != nil {
			return err
		}
		assert.NotEmpty(t, head)
		return c.String(http.StatusOK, clerkhtmx.From(c).UserID)
	})
	res := (&harness.App{Echo: e}).Serve(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	assert.Equal(t, a.Ada.ID, res.Body.String())
}

func TestPageHeadIsThatOfTheTemplateForEachPrefixOfTheSite(t *testing.T) {
	t.Parallel()
	clerk := clerktest.New(t)
	cfg := clerk.Config()
	nonce := ""
	cfg.Nonce = func(echo.Context) string { return nonce }
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	own, err := partials.ParseTemplates(partials.Templates()) // which are executed for each page
	require.NoError(t, err)
	ada := clerk.CreateUser(clerktest.User{Email: "ada@example.com"})
	a := &harness.App{Echo: echo.New()}
	a.Use(kit.Middleware())
	a.GET("/", func(c echo.Context) error {
		prepared, err := kit.Page(c).Head()
		require.NoError(t, err)
		c.SetRequest(c.Request().WithContext(partials.WithTemplates(c.Request().Context(), own)))
		executed, err := kit.Page(c).Head()
		require.NoError(t, err)
		assert.Equal(t, executed, prepared)
		return c.HTML(http.StatusOK, string(prepared))
	})
	for _, prefix := range []string{"", "/app", "/" + strings.Repeat("x", 300), "/app"} {
		for _, nonce = range []string{"", "a+b/c==", `"><script>`} {
			r := harness.Get("/", "X-Forwarded-Prefix", prefix)
			r.RemoteAddr = "127.0.0.1:1"
			assert.Contains(t, a.Serve(clerk.SignedIn(r, ada)).Body.String(), ada.ID)
			out := harness.Get("/", "X-Forwarded-Prefix", prefix)
			out.RemoteAddr = "127.0.0.1:1"
			body := a.Serve(out).Body.String()
			assert.NotContains(t, body, ada.ID)
			assert.Contains(t, body, prefix+"/clerk/static/")
		}
	}
}

func TestPageHead(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	head := renderPage(t, a, a.Clerk.SignedIn(harness.Get("/page"), a.Ada), `{{.Clerk.Head}}`)
	assert.Contains(t, head, a.Clerk.PublishableKey())
	assert.Contains(t, head, a.Ada.ID, "the page says who it was rendered for")
	assert.NotContains(t, head, a.Clerk.SecretKey())
	assert.NotContains(t, renderPage(t, a, harness.Get("/page"), `{{.Clerk.Head}}`), a.Ada.ID)
}

func TestPageComponents(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	got := renderPage(t, a, harness.Get("/page"), `{{.Clerk.UserButton "showName" true}}{{.Clerk.SignInButton "mode" "modal"}}`)
	assert.Contains(t, got, "<clerk-user-button")
	assert.Contains(t, got, "showName")
	assert.Contains(t, got, "<clerk-sign-in-button")
	assert.Contains(t, got, `href="/sign-in?redirect_url=http%3A%2F%2Fexample.com%2Fpage`, "the button works without a script")

	got = renderPage(t, a, harness.Get("/page"), `{{.Clerk.UserButton "showname" true}}`)
	assert.Contains(t, got, "showName", "the error lists the props there are")
	got = renderPage(t, a, harness.Get("/page"), `{{.Clerk.UserButton "showName"}}`)
	assert.Contains(t, got, "pairs")
}

// A list of one's own ends clerk-js's default, so the head has both.
func TestTheHeadAddsRedirectOriginsToClerksDefault(t *testing.T) {
	t.Parallel()
	satellite := func(cfg *clerkhtmx.Config) { cfg.AllowedRedirectOrigins = []string{"https://satellite.example"} }
	head := func(a *harness.App) string {
		out, err := a.Kit.Page(a.NewContext(harness.Get("/"), nil)).Head()
		require.NoError(t, err)
		return html.UnescapeString(string(out))
	}
	assert.NotContains(t, head(harness.NewApp(t)), "allowedRedirectOrigins")
	assert.Contains(t, head(harness.NewApp(t, satellite)), `"allowedRedirectOrigins":["https://kit.test","https://*.kit.test","https://satellite.example"]`)
	development := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}), satellite)
	assert.Contains(t, head(development), `"allowedRedirectOrigins":["https://happy-ant-12.accounts.dev","https://*.happy-ant-12.accounts.dev",`+
		`"https://happy-ant-12.clerk.accounts.dev","https://satellite.example"]`)
}

func TestAPageWithoutItsOtherHalfIsTold(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	cfg := clerktest.New(t).Config()
	cfg.AuthorizedParties, cfg.PublicURL = []string{"http://example.com"}, "http://example.com"
	cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	e := echo.New()
	e.GET("/", func(c echo.Context) error {
		_, err := kit.Page(c).Head()
		return err
	})
	a := &harness.App{Echo: e}
	for range 3 {
		a.Serve(harness.Get("/"))
	}
	assert.Equal(t, 1, strings.Count(log.String(), "Kit.Register was not called"), log.String())
	assert.Equal(t, 1, strings.Count(log.String(), "without Kit.Middleware"), log.String())
	assert.Equal(t, 2, strings.Count(log.String(), "level=WARN"), log.String())
}

// A View may have nothing to show.
func TestAViewOfNothing(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	a.Kit.Fragment("nothing", clerkhtmx.Fragment{Content: func(echo.Context) (partials.Component, error) { return nil, nil }})
	res := a.Serve(harness.Get("/clerk/fragments/nothing"))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Empty(t, res.Body.String())
	host := renderPage(t, a, harness.Get("/page"), `{{.Clerk.Fragment "nothing"}}`)
	assert.Contains(t, host, `hx-trigger="clerk:session from:body"`, "it is not asked for again")
}
