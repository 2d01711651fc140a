// Package engines drives Firefox and WebKit in tests, as package browser drives Chromium.
//
// A [Browser] is a process of its own, with its own cookies and storage, and as many tabs as the test
// opens. The methods of [Tab] are those of [browser.Tab] and mean the same, so that one test can run
// in every engine:
//
//	tab := engines.Firefox(t).Tab()
//	tab.Navigate(server.URL)
//	tab.Click("#sign-in")
//	tab.WaitText("h1", "Hello")
//
// Firefox speaks WebDriver BiDi, which it serves itself. WebKit speaks WebDriver, through the driver
// that comes with it. Nothing leaves the machine: both browsers have a proxy that does not exist,
// for all hosts but this one.
//
// [browser.Tab]: github.com/clerk-htmx/kit/internal/testutil/browser.Tab
package engines

import (
	"context"
	"errors"
	"testing"
	"time"
)

const (
	waitLimit    = time.Minute // of one method: generous, for loaded machines; only a failure takes that long
	startLimit   = 90 * time.Second
	testLimit    = 5 * time.Minute // all waits of one test together
	askLimit     = 5 * time.Second // a page that is left while it is asked may never answer
	pollInterval = 20 * time.Millisecond

	// noProxy is where both browsers look for other hosts: nothing listens there.
	noProxy = "127.0.0.1:9"
)

// A driver is a connection to a running browser. A tab is named by what its protocol calls it.
type driver interface {
	// open opens a tab in front of the others.
	open(ctx context.Context) (tab string, err error)
	// navigate returns when the document is parsed.
	navigate(ctx context.Context, tab, url string) error
	// evaluate returns the value of a JavaScript expression as JSON, or "" for undefined. It awaits promises.
	evaluate(ctx context.Context, tab, expression string) (string, error)
	perform(ctx context.Context, tab string, source inputSource) error
	close(ctx context.Context) error
}

// A Browser is a running Firefox or WebKit. It belongs to the test that started it and ends with it.
type Browser struct {
	t      testing.TB
	ctx    context.Context // ends with the test's limit
	driver driver
	tabs   []*Tab
}

// start connects a browser to t.
func start(t testing.TB, connect func(context.Context) (driver, error)) *Browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	d, err := connect(ctx)
	if err != nil {
		t.Fatalf("engines: start: %v", err)
	}
	limited, cancelLimited := context.WithTimeout(context.Background(), testLimit)
	b := &Browser{t: t, ctx: limited, driver: d}
	t.Cleanup(func() {
		cancelLimited()
		b.close()
	})
	return b
}

func (b *Browser) close() {
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	if b.t.Failed() {
		for _, tab := range b.tabs {
			page, err := b.driver.evaluate(ctx, tab.id, "[location.href, document.body.innerText]")
			b.t.Logf("engines: a tab at the end: %s %v", page, err)
		}
	}
	if err := b.driver.close(ctx); err != nil {
		b.t.Logf("engines: close: %v", err)
	}
}

// Tab opens a tab in front of the others of b, where it stays until the next one is opened. The
// others lose the focus.
func (b *Browser) Tab() *Tab {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, waitLimit)
	defer cancel()
	id, err := b.driver.open(ctx)
	if err != nil {
		b.t.Fatalf("engines: new tab: %v", err)
	}
	tab := &Tab{b: b, id: id}
	b.tabs = append(b.tabs, tab)
	tab.WaitFor("document.hasFocus() && document.visibilityState === 'visible'")
	return tab
}

// poll calls check until it succeeds or ctx ends.
func poll(ctx context.Context, check func() error) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	reason := errors.New("no answer")
	for {
		err := check()
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			reason = err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), reason)
		case <-ticker.C:
		}
	}
}
