package fakeclerk_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
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
	cfg.Browser, cfg.Prefix = browserPackages(t), "/__clerk"
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

// browserPackages is the folder that "make browser-packages" fills. Without it nothing of the real clerk-js is tested, which
// must be seen, and must not happen in CI.
func browserPackages(t *testing.T) fs.FS {
	t.Helper()
	root := filepath.Join("..", "..", "..", ".browser")
	if _, err := os.Stat(filepath.Join(root, "@clerk", "clerk-js", "dist", "clerk.browser.js")); err != nil {
		if os.Getenv("CI") != "" || os.Getenv("CLERKHTMX_REQUIRE_PROGRAMS") != "" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, NOT TESTED: %v; run \"make browser-packages\"", err)
	}
	return os.DirFS(root)
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
