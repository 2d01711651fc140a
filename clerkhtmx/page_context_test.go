package clerkhtmx_test

import (
	"context"
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
