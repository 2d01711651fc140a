package browsertest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// document is an application around the fake: it loads clerk-js and Clerk UI and stays where it is.
const document = `<!doctype html><html lang="en"><meta charset="utf-8"><title>fake Clerk</title><link rel="icon" href="data:,">
<div id="mount"></div>
<script crossorigin="anonymous" src="PROXY_URL/npm/@clerk/ui@1/dist/ui.browser.js"></script>
<script crossorigin="anonymous" data-clerk-publishable-key="PUBLISHABLE_KEY" data-clerk-proxy-url="PROXY_URL"
	src="PROXY_URL/npm/@clerk/clerk-js@6/dist/clerk.browser.js"></script>
<script>
const stay = () => {};
window.loaded = Clerk.load({
	ui: { ClerkUI: window.__internal_ClerkUICtor }, telemetry: false, routerPush: stay, routerReplace: stay,
});
</script>`

// application is one tab with the document in it, and the fake it talks to.
type application struct {
	*browser.Tab
	t    *testing.T
	fake *fakeclerk.Clerk
	url  string
}

// openApplication serves document and fake from one origin. The harness fails the test if a page asks for another machine.
func openApplication(t *testing.T, cfg fakeclerk.Config) *application {
	t.Helper()
	cfg.Browser, cfg.Prefix = os.DirFS(packages.Require(t)), "/__clerk"
	fake, err := fakeclerk.New(cfg)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/__clerk/", http.StripPrefix("/__clerk", fake))
	mux.Handle("/", serveDocument(fake, "/__clerk"))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	app := &application{
		Tab: browser.New(t).Tab(), t: t, fake: fake, url: strings.Replace(server.URL, "127.0.0.1", "localhost", 1),
	}
	app.open()
	return app
}

func serveDocument(fake *fakeclerk.Clerk, proxyURL string) http.Handler {
	html := strings.NewReplacer("PUBLISHABLE_KEY", fake.PublishableKey(), "PROXY_URL", proxyURL).Replace(document)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(html))
	})
}

func (app *application) open() {
	app.Navigate(app.url + "/")
	app.Run(`loaded.then(() => true)`)
}

func (app *application) mount(component string) {
	app.Run(`void Clerk.mount` + component + `(document.getElementById("mount"))`)
}

// quote makes a JavaScript string.
func quote(s string) string {
	quoted, _ := json.Marshal(s) // a string always marshals
	return string(quoted)
}
