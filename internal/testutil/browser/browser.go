// Package browser drives a real Chromium in tests.
//
// All tests of a package share one headless process; each gets its own incognito context with its own cookies and
// storage, and as many tabs in it as it likes:
//
//	func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }
//
//	func TestSignIn(t *testing.T) {
//		b := browser.New(t)
//		tab := b.Tab()
//		tab.Navigate(server.URL)
//		tab.Click("#sign-in")
//		tab.WaitText("h1", "Hello")
//		tab.RequireClean() // no console error, no exception, no CSP violation
//	}
//
// Methods wait for what they need, up to [WaitLimit], and fail the test otherwise; none of them returns an error.
// What a failed test saw (screenshot, page, console, requests) is written to its artifact folder, see
// [testing.TB.ArtifactDir]; the console and the last requests are logged too.
//
// Nothing leaves the machine: *.test, *.localhost and localhost resolve to 127.0.0.1, and no
// other name resolves. A test fails if one of its pages asks for another host, unless the test
// blocked that address itself with [Tab.Block].
package browser

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

const (
	// WaitLimit is how long one method waits for the page. It is generous, for loaded machines: only a failure takes that long.
	WaitLimit = 20 * time.Second

	testLimit    = 3 * time.Minute // all waits of one test together
	startLimit   = time.Minute
	pollInterval = 20 * time.Millisecond
)

// A Browser is an incognito context in the shared Chromium: it has its own cookies, storage and cache.
// It belongs to the test that made it and ends with it.
type Browser struct {
	t        testing.TB
	root     context.Context
	id       cdp.BrowserContextID
	deadline time.Time
	tabs     []*Tab
}

// New returns an isolated browser for t. Without a Chromium on this machine it skips the test, or fails it in CI,
// see [programs.Program.Require].
func New(t testing.TB) *Browser {
	t.Helper()
	root, err := chromium.start(programs.Chromium().Require(t))
	if err != nil {
		t.Fatal(err)
	}
	created, err := chromedp.CallBrowser(root, target.CreateBrowserContext, target.CreateBrowserContextParams{})
	if err != nil {
		t.Fatalf("browser: new context: %v", err)
	}
	b := &Browser{t: t, root: root, id: created.BrowserContextID, deadline: time.Now().Add(testLimit)}
	t.Cleanup(b.close)
	return b
}

// Tabs returns the open tabs in the order in which they were opened.
func (b *Browser) Tabs() []*Tab { return append([]*Tab(nil), b.tabs...) }

func (b *Browser) close() {
	for _, tab := range b.tabs {
		for _, r := range tab.log.all() {
			if r.leavesMachine() {
				b.t.Errorf("browser: a page asked for an address outside this machine: %s %s", r.Method, r.URL)
			}
		}
	}
	if b.t.Failed() {
		for i, tab := range b.tabs {
			tab.dump(i + 1)
		}
	}
	// Close the context first, and then the watchers of its tabs: closing the tabs one by one
	// takes far longer.
	defer func() {
		for _, tab := range b.tabs {
			tab.cancel()
		}
	}()
	ctx, cancel := context.WithTimeout(b.root, WaitLimit)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, target.DisposeBrowserContext, target.DisposeBrowserContextParams{BrowserContextID: b.id}); err != nil {
		b.t.Logf("browser: close the context: %v", err)
	}
}
