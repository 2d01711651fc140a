package redirects_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// newDashboard guards /dashboard for whatever method.
func newDashboard(t *testing.T, clerk *clerktest.Clerk, change func(*clerkhtmx.Config)) *harness.App {
	t.Helper()
	a := harness.NewAppOn(t, clerk, change)
	a.Any("/dashboard", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, a.Kit.Protect())
	return a
}

// Without the parameter, a satellite would not look for the session that was made on
// the primary, and send the person to sign in again.
func TestASatelliteHasItsPrimarySendPeopleBackToSync(t *testing.T) {
	t.Parallel()
	a := newDashboard(t, clerktest.New(t), func(cfg *clerkhtmx.Config) {
		cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.com", "https://primary.com/sign-in"
	})
	for target, back := range map[string]string{
		"/dashboard": "http://example.com/dashboard?__clerk_synced=false",
		"/dashboard?a=%zz;b&__clerk_synced=true&c=d":      "http://example.com/dashboard?a=%zz;b&c=d&__clerk_synced=false",
		"/dashboard?__clerk_synced=true&__clerk_synced=x": "http://example.com/dashboard?__clerk_synced=false",
	} {
		want := "https://primary.com/sign-in?redirect_url=" + url.QueryEscape(back)
		res := a.Serve(harness.Request(http.MethodPost, "/dashboard", "Sec-Fetch-Dest", "document", "Referer", "http://example.com"+target))
		assert.Equal(t, want, res.Header().Get("Location"))
		res = a.Serve(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", "http://example.com"+target))
		assert.Equal(t, want, res.Header().Get("Hx-Redirect"))
	}
	a.GET("/news", func(c echo.Context) error {
		button, err := a.Kit.Page(c).SignInButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	assert.Contains(t, a.Serve(harness.Get("/news")).Body.String(), "news%3F__clerk_synced%3Dfalse", "buttons lead there, too")
}

func TestNobodyElseComesBackToSync(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*clerkhtmx.Config){
		"a satellite with its own sign-in page": func(cfg *clerkhtmx.Config) {
			cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "example.com", "http://example.com/sign-in"
		},
		"a primary with a sign-in page elsewhere": func(cfg *clerkhtmx.Config) { cfg.SignInURL = "https://accounts.example.com/sign-in" },
	} {
		a := newDashboard(t, clerktest.New(t), change)
		location := a.Serve(harness.Get("/dashboard", "HX-Request", "true", "HX-Boosted", "true")).Header().Get("Hx-Redirect")
		assert.Contains(t, location, "/sign-in?redirect_url=http%3A%2F%2Fexample.com%2Fdashboard", name)
		assert.NotContains(t, location, "synced", name)
	}
}

// Clerk's pages are on another site, which does not get this one's cookies.
func TestInDevelopmentASignInPageElsewhereIsToldTheDevBrowser(t *testing.T) {
	t.Parallel()
	const devBrowser, told = "__clerk_db_jwt=dvb_1", "&redirect_url=http%3A%2F%2Fexample.com%2Fdashboard"
	for name, tt := range map[string]struct {
		mode              clerktest.Mode
		signInURL, cookie string
		want              string
	}{
		"elsewhere":                      {clerktest.Development, "https://accounts.test/sign-in?x=1", devBrowser, "https://accounts.test/sign-in?" + devBrowser + told + "&x=1"},
		"elsewhere, and it knows one":    {clerktest.Development, "https://accounts.test/?__clerk_db_jwt=dvb_0", devBrowser, "https://accounts.test/?__clerk_db_jwt=dvb_0" + told},
		"on this site":                   {clerktest.Development, "/sign-in", devBrowser, "/sign-in?" + told[1:]},
		"elsewhere, in production":       {clerktest.Production, "https://accounts.test/sign-in", devBrowser, "https://accounts.test/sign-in?" + told[1:]},
		"elsewhere, without dev browser": {clerktest.Development, "https://accounts.test/sign-in", "", "https://accounts.test/sign-in?" + told[1:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := clerktest.NewWithConfig(t, clerktest.Config{Mode: tt.mode})
			a := newDashboard(t, clerk, func(cfg *clerkhtmx.Config) { cfg.SignInURL = tt.signInURL })
			form := harness.Request(http.MethodPost, "/dashboard", "Sec-Fetch-Dest", "document", "Referer", "http://example.com/dashboard", "Cookie", tt.cookie) // a page would be sent through the handshake
			assert.Equal(t, tt.want, a.Serve(form).Header().Get("Location"))
		})
	}
}

func TestWhereTheSignUpPageIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ signInURL, signUpURL, want string }{
		"where Config says":                 {"/sign-in", "/join", `href="/join?`},
		"below the sign-in page":            {"/sign-in", "", `href="/sign-in/create?`},
		"below a sign-in page elsewhere":    {"https://accounts.test/sign-in/?x=1", "", `href="https://accounts.test/sign-in/create?`},
		"on Clerk's Account Portal at last": {"", "", `/sign-up?redirect_url=`},
	} {
		a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL, cfg.SignUpURL = tt.signInURL, tt.signUpURL })
		a.GET("/news", func(c echo.Context) error {
			button, err := a.Kit.Page(c).SignUpButton()
			if err != nil {
				return err
			}
			return c.HTML(http.StatusOK, string(button))
		})
		assert.Contains(t, a.Serve(harness.Get("/news")).Body.String(), tt.want, name)
	}
}
