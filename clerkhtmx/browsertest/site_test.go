package browsertest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
	"github.com/clerk-htmx/kit/partials"
)

// htmxVersions are the folders below .browser of the versions that must work alike.
var htmxVersions = []string{"htmx-2.0.8", "htmx-2", "htmx-4"}

func forEachHTMX(t *testing.T, test func(t *testing.T, htmx string)) {
	t.Helper()
	t.Parallel()
	for _, version := range htmxVersions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			test(t, version)
		})
	}
}

const (
	email    = "ada@example.com"
	password = "correct-horse-1843"
)

// site is an application on a Kit and a fake Clerk. Its pages have a boosted menu, and say their name and who sees them.
type site struct {
	*echo.Echo
	t    *testing.T
	htmx string
	url  string
	kit  *clerkhtmx.Kit
	fake *fakeclerk.Clerk
	ada  fakeclerk.User
}

type settings struct {
	clerk fakeclerk.Config
	kit   func(*clerkhtmx.Config)
}

func newSite(t *testing.T, htmx string, with settings) *site {
	t.Helper()
	s := &site{t: t, Echo: echo.New(), htmx: htmx}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	with.clerk.Prefix, with.clerk.Origin = "/__clerk", s.url
	with.clerk.BaseURL = s.url + "/__clerk"
	with.clerk.Browser = os.DirFS(packages.Require(t))
	fake, err := fakeclerk.New(with.clerk)
	require.NoError(t, err)
	s.fake = fake
	s.ada, err = fake.CreateUser(fakeclerk.User{Email: email, Password: password, FirstName: "Ada"})
	require.NoError(t, err)
	cfg := clerkhtmx.Config{
		PublishableKey: fake.PublishableKey(), SecretKey: fake.SecretKey(), APIURL: s.url + "/__clerk/api", ProxyURL: "/__clerk",
		SignInURL: "/sign-in", SignUpURL: "/sign-up", PublicURL: s.url, AuthorizedParties: []string{s.url}, TelemetryDisabled: true,
		Logger: slog.New(slog.DiscardHandler),
	}
	if with.kit != nil {
		with.kit(&cfg)
	}
	s.kit, err = clerkhtmx.New(cfg)
	require.NoError(t, err)
	s.HTTPErrorHandler = s.serveError
	s.Any("/__clerk/*", echo.WrapHandler(http.StripPrefix("/__clerk", fake)))
	s.GET("/packages/*", echo.WrapHandler(http.StripPrefix("/packages/", http.FileServer(http.Dir(packages.Require(t))))))
	s.Use(s.kit.Middleware())
	s.kit.Register(s.Echo)
	s.kit.Fragment("who", clerkhtmx.Fragment{Content: func(c echo.Context) (partials.Component, error) {
		return partials.Text("seen by " + clerkhtmx.From(c).UserID + "."), nil
	}})
	return s
}

// page adds a page. Its content goes into the body as it is.
func (s *site) page(path, content string, guards ...clerkhtmx.Requirement) {
	var middleware []echo.MiddlewareFunc
	for _, requirement := range guards {
		middleware = append(middleware, s.kit.Protect(requirement))
	}
	s.GET(path, func(c echo.Context) error { return s.serve(c, http.StatusOK, "page "+path, content) }, middleware...)
}

func (s *site) serve(c echo.Context, status int, title, content string) error {
	page := s.kit.Page(c)
	head, err := page.Head()
	if err != nil {
		return err
	}
	who, err := page.Fragment("who")
	if err != nil {
		return err
	}
	return c.HTML(status, fmt.Sprintf(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s</title><link rel="icon" href="data:,">
<script defer src="/packages/%s/dist/htmx.js"></script>%s</head><body>
<nav hx-boost="true" hx-boost:inherited="true"><a id="to-home" href="/">Home</a> <a id="to-private" href="/private">Private</a>
<a id="to-admin" href="/admin">Admin</a> <a id="to-down" href="/down">Down</a></nav>
<h1>%s</h1><p>%s</p>%s</body></html>`, title, s.htmx, head, title, who, content))
}

// serveError answers with the application's own error page.
func (s *site) serveError(err error, c echo.Context) {
	status := http.StatusInternalServerError
	if refused, ok := err.(*echo.HTTPError); ok { //nolint:errorlint // Echo's own handler does so
		status = refused.Code
	}
	if err := s.serve(c, status, fmt.Sprint("error ", status), ""); err != nil {
		s.t.Error(err)
	}
}

// signIn puts a session of the user into b.
func (s *site) signIn(b *browser.Browser) { s.signInTo(b, "") }

func (s *site) signInTo(b *browser.Browser, orgID string) {
	s.t.Helper()
	session, err := s.fake.SignIn(fakeclerk.SignInParams{UserID: s.ada.ID, OrganizationID: orgID})
	require.NoError(s.t, err)
	cookies, err := s.fake.Cookies(session.ID, s.url)
	require.NoError(s.t, err)
	for _, cookie := range cookies {
		b.SetCookie(s.url, cookie)
	}
}

func (s *site) organization(name, role string) fakeclerk.Organization {
	s.t.Helper()
	organization, err := s.fake.CreateOrganization(fakeclerk.Organization{Name: name})
	require.NoError(s.t, err)
	require.NoError(s.t, s.fake.AddMember(organization.ID, s.ada.ID, role))
	return organization
}

// open opens a page in a new tab and waits for Clerk.
func (s *site) open(b *browser.Browser, path string) *browser.Tab {
	s.t.Helper()
	tab := b.Tab()
	tab.Navigate(s.url + path)
	waitReady(tab)
	return tab
}

func waitReady(tab *browser.Tab) { tab.WaitFor(`window.Clerk?.loaded === true`) }

// waitPage waits until address and content are those of a page.
func (s *site) waitPage(tab *browser.Tab, path, title string) {
	s.t.Helper()
	tab.WaitFor(fmt.Sprintf(`location.pathname === %q && document.querySelector("h1")?.textContent === %q`, path, title))
}

// waitSignInPage waits until the tab shows the form.
func (s *site) waitSignInPage(tab *browser.Tab) {
	s.t.Helper()
	tab.WaitFor(`location.pathname === "/sign-in"`)
	tab.WaitVisible(`input[name=identifier]`)
}

func fillSignIn(tab *browser.Tab) {
	tab.Type(`input[name=identifier]`, email)
	tab.Click(`.cl-formButtonPrimary`)
	tab.Type(`input[name=password]`, password)
	tab.Click(`.cl-formButtonPrimary`)
}

// failingKeys has Clerk answer no request for its keys.
func failingKeys() fakeclerk.Fault {
	return fakeclerk.Fault{Pattern: "/api/v1/jwks", Status: http.StatusInternalServerError}
}
