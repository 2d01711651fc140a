package edges_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/partials"
)

// Error handlers of applications compare errors with Echo's own.
func TestWhatTheKitDoesNotFindIsEchosErrNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var got error
	e := echo.New()
	e.HTTPErrorHandler = func(err error, _ echo.Context) { got = err }
	s.kit.Register(e)
	for _, path := range []string{"/clerk/fragments/none", "/clerk/partials/user-button"} {
		serve(e, request(http.MethodGet, path, "Sec-Fetch-Dest", "document"))
		assert.ErrorIs(t, got, echo.ErrNotFound, path)
	}
}

type languageKey struct{}

// language renders the language in its context, as templates of templ do.
type language struct{}

func (language) Render(ctx context.Context, w io.Writer) error {
	name, _ := ctx.Value(languageKey{}).(string)
	_, err := io.WriteString(w, "language: "+name)
	return err
}

func setLanguage(c echo.Context, name string) {
	c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), languageKey{}, name)))
}

// A handler or a View may give Echo's context another request.
func TestAComponentSeesTheRequestThatEchoHasNow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.kit.Fragment("by-the-view", clerkhtmx.Fragment{Content: func(c echo.Context) (partials.Component, error) {
		setLanguage(c, "French")
		return language{}, nil
	}})
	s.kit.Fragment("by-the-handler", clerkhtmx.Fragment{Content: func(echo.Context) (partials.Component, error) { return language{}, nil }})
	e := echo.New()
	e.Use(s.kit.Middleware())
	s.kit.Register(e)
	e.GET("/page", func(c echo.Context) error {
		page := s.kit.Page(c)
		setLanguage(c, "Danish")
		html, err := page.Fragment("by-the-handler")
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(html))
	})
	assert.Equal(t, "language: French", serve(e, request(http.MethodGet, "/clerk/fragments/by-the-view")).Body.String())
	assert.Contains(t, serve(e, request(http.MethodGet, "/page")).Body.String(), "language: Danish")
}

func TestTheHandlerSeesTheRequestThatASkipperHasSet(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *clerkhtmx.Config) {
		cfg.Skipper = func(c echo.Context) bool {
			setLanguage(c, "Welsh")
			return c.QueryParam("skip") != ""
		}
	})
	e := echo.New()
	e.Use(s.kit.Middleware())
	e.GET("/", func(c echo.Context) error { return language{}.Render(c.Request().Context(), c.Response()) })
	for _, target := range []string{"/", "/?skip=1"} {
		assert.Equal(t, "language: Welsh", serve(e, request(http.MethodGet, target)).Body.String(), target)
	}
}

// Echo gives its context to another request after a panic, too.
func TestAPageIsGoneAfterARequirementPanics(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var kept context.Context
	guard := s.kit.Protect(clerkhtmx.WhereContext(func(ctx context.Context, _ clerkhtmx.Auth) (bool, error) {
		kept = ctx //nolint:fatcontext // the test is about what keeps it
		panic("no flags today")
	}))
	e := echo.New()
	e.GET("/", func(echo.Context) error { return nil }, guard)
	r := request(http.MethodGet, "/")
	r = r.WithContext(s.kit.NewContext(r.Context(), clerkhtmx.Auth{UserID: "user_1"}))
	assert.Panics(t, func() { serve(e, r) })
	html, err := s.kit.PageFromContext(kept).Head()
	require.NoError(t, err)
	assert.Empty(t, html)
}
