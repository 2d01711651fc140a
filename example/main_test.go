package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

// demo is the site on a fake Clerk.
type demo struct {
	t    *testing.T
	fake *clerktest.Clerk
	url  string
}

func newDemo(t *testing.T, cfg clerktest.Config) *demo {
	t.Helper()
	return wrapDemo(t, cfg, func(site http.Handler) http.Handler { return site })
}

// wrapDemo is newDemo behind a handler of the test's own.
func wrapDemo(t *testing.T, cfg clerktest.Config, wrap func(http.Handler) http.Handler) *demo {
	t.Helper()
	browserPackages := os.DirFS(packages.Require(t))
	var site http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { site.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)

	demoConfig := fakeConfig(server.URL, browserPackages)
	demoConfig.Mode = cfg.Mode
	fake := clerktest.NewWithConfig(t, demoConfig)
	own, err := newSite(fakeInstance(fake, server.URL, browserPackages))
	require.NoError(t, err)
	site = wrap(own)
	return &demo{t: t, fake: fake, url: server.URL}
}

// testID selects an element by its data-testid.
func testID(id string) string { return `[data-testid="` + id + `"]` }

// visit is one tab with the demo in it.
type visit struct {
	*browser.Tab
	browser *browser.Browser
	demo    *demo
}

// open opens the demo's page in a new tab of b and waits until Clerk is there.
func (d *demo) open(b *browser.Browser, path string) *visit {
	d.t.Helper()
	v := d.tab(b)
	v.load(path)
	return v
}

// tab opens an empty tab.
func (d *demo) tab(b *browser.Browser) *visit { return &visit{Tab: b.Tab(), browser: b, demo: d} }

func (v *visit) load(path string) {
	v.demo.t.Helper()
	v.Navigate(v.demo.url + path)
	v.ready()
}

func (v *visit) ready() {
	v.demo.t.Helper()
	v.WaitFor(`window.Clerk?.loaded === true`)
	v.WaitFor(`!document.querySelector("clerk-loaded").hidden`) // it has no box to be visible by
}

// mark leaves something on the page that a page load would wipe out.
func (v *visit) mark() { v.Run(`window.marked = true`) }

func (v *visit) requireMark() {
	v.demo.t.Helper()
	require.True(v.demo.t, browser.Eval[bool](v.Tab, `window.marked === true`), "the page was loaded anew")
}

// signInByPassword fills in Clerk's own form for the test user.
func (v *visit) signInByPassword(password string) {
	v.demo.t.Helper()
	v.Type(`input[name=identifier]`, testEmail)
	v.Click(`.cl-formButtonPrimary`)
	v.Type(`input[name=password]`, password)
	v.Click(`.cl-formButtonPrimary`)
}

// signIn signs the test user in through the dialog.
func (v *visit) signIn() {
	v.demo.t.Helper()
	v.Click(testID("sign_in"))
	v.signInByPassword(testPassword)
	v.requireSignedIn()
}

func (v *visit) requireSignedIn() {
	v.demo.t.Helper()
	v.WaitVisible(testID("you_are_signed_in"))
	v.WaitVisible(testID("sign_out"))
	v.WaitText(testID("is_signed_in"), "true")
	v.WaitText(testID("info_from_load"), "signed in as user_")
	v.WaitText(testID("info_from_load_without_wrapper"), "signed in as user_")
	v.WaitText(testID("email_address"), "@")
	v.WaitGone(testID("you_are_signed_out"))
	v.WaitGone(testID("sign_in"))
}

func (v *visit) requireSignedOut() {
	v.demo.t.Helper()
	v.WaitVisible(testID("you_are_signed_out"))
	v.WaitVisible(testID("sign_in"))
	v.WaitText(testID("is_signed_in"), "false")
	v.WaitText(testID("user_id"), "none")
	v.WaitText(testID("info_from_load"), "signed out")
	v.WaitGone(testID("you_are_signed_in"))
	v.WaitGone(testID("email_address"))
	v.WaitGone(testID("sign_out"))
}

// hooks returns what the page's log of hooks says, newest first.
func (v *visit) hooks() []string {
	v.demo.t.Helper()
	return browser.Eval[[]string](v.Tab, `[...document.querySelectorAll('[data-testid="hook_log"] b')].map(n => n.textContent)`)
}
