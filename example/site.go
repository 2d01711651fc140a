package main

import (
	"embed"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed public/*
var publicFiles embed.FS

// renderer makes html/template an echo.Renderer.
type renderer struct{ *template.Template }

func (r renderer) Render(w io.Writer, name string, data any, _ echo.Context) error {
	return r.ExecuteTemplate(w, name, data)
}

// newSite builds the demo: a page, its fragments, two routes that need a session,
// and the kit.
func newSite(clerk clerkInstance) (*echo.Echo, error) {
	templates, err := template.ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	public, err := fs.Sub(publicFiles, "public")
	if err != nil {
		return nil, err
	}
	cfg := clerk.config
	cfg.SignInURL, cfg.SignUpURL = "/sign-in", "/sign-up"
	kit, err := clerkhtmx.New(cfg)
	if err != nil {
		return nil, err
	}
	log := &hookLog{}
	kit.OnAuthChange(log.record)
	if clerk.onSignIn != nil {
		kit.OnSignIn(clerk.onSignIn)
	}
	registerFragments(kit, templates, log)

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Renderer = renderer{templates}
	e.HTTPErrorHandler = errorPages(e)
	e.Use(middleware.Recover(), middleware.GzipWithConfig(middleware.GzipConfig{Skipper: isCompressed}))
	e.StaticFS("/public", public)
	e.FileFS("/favicon.ico", "icon.svg", public) // browsers ask for it on pages that name no icon
	e.StaticFS("/htmx", clerk.browserPackages)
	if clerk.fake != nil {
		e.Any(fakeClerkPath+"/*", echo.WrapHandler(clerk.fake))
	}

	// With htmx 4, a policy for swapped HTML, too, lists the sources of scripts: docs/csp.md
	policy := clerkhtmx.CSP{Scripts: clerkhtmx.ScriptsFromSources}
	e.Use(kit.ContentSecurityPolicy(policy), rememberVisitor, kit.Middleware())
	kit.Register(e)
	e.GET("/", func(c echo.Context) error {
		return c.Render(http.StatusOK, "page.html", newPage(c, kit, clerk))
	})
	e.GET("/on-load", func(c echo.Context) error {
		return c.Render(http.StatusOK, "on-load", clerkhtmx.From(c))
	})
	e.GET("/whoami", func(c echo.Context) error {
		return c.Render(http.StatusOK, "whoami", map[string]any{
			"Auth": clerkhtmx.From(c),
			"Time": time.Now().Format(time.TimeOnly),
		})
	}, kit.Protect())
	e.GET("/admin", func(c echo.Context) error {
		return c.Render(http.StatusOK, "message.html", message{"For administrators", "You have the role org:admin in the organization that is active."})
	}, kit.Protect(clerkhtmx.Role("org:admin")))
	lately := clerkhtmx.ReverificationLevel{Level: clerkhtmx.FirstFactor, AfterMinutes: 1}
	e.GET("/vault", func(c echo.Context) error {
		return c.String(http.StatusOK, "The vault is open.")
	}, kit.Protect(clerkhtmx.Reverification(lately)))
	return e, nil
}

// isCompressed recognizes the kit's script and style, which come compressed already.
func isCompressed(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/clerk/static/")
}
