package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A Tab is one page of a [Browser]. It is for one goroutine, the test's.
type Tab struct {
	b       *Browser
	ctx     context.Context
	cancel  context.CancelFunc
	log     recorder
	blocked []string
}

// Tab opens a new tab, in front of the other tabs of b, with which it shares a window, cookies and storage.
func (b *Browser) Tab() *Tab {
	b.t.Helper()
	tab := &Tab{b: b}
	tab.ctx, tab.cancel = chromedp.NewContext(b.root,
		chromedp.WithExistingBrowserContext(b.id),
		chromedp.WithNewWindow(len(b.tabs) == 0),
		chromedp.WithListener(tab.log.handle))
	// The target lives as long as the context of the first call, so the limit on the start cannot be a deadline.
	limit := time.AfterFunc(startLimit, tab.cancel)
	defer limit.Stop()
	if err := chromedp.Do(tab.ctx, reportCSP()); err != nil {
		tab.cancel()
		b.t.Fatalf("browser: new tab: %v", err)
	}
	b.tabs = append(b.tabs, tab)
	tab.SetViewport(Desktop)
	tab.waitFocus()
	return tab
}

// Close closes the tab, as a person would.
func (tab *Tab) Close() { tab.cancel() }

// BringToFront selects tab in the window of its browser, as a person does: it becomes visible and has the focus, and the tab
// that was in front loses both. Clicking and typing do it by themselves. As in any Chromium, a page that has just loaded may
// get a focus event without that.
func (tab *Tab) BringToFront() {
	tab.b.t.Helper()
	tab.do("bring to front", command(page.BringToFront, cdp.Empty{}))
	tab.waitFocus()
}

func (tab *Tab) waitFocus() {
	tab.b.t.Helper()
	tab.WaitFor("document.hasFocus() && document.visibilityState === 'visible'")
}

// do runs steps within the limits of one wait.
func (tab *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.b.t.Helper()
	ctx, cancel := tab.limit()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.b.t.Fatalf("browser: %s: %v", what, err)
	}
}

// poll calls check until it is done. An error of check is the reason for which it is not done yet, unless it is final.
func (tab *Tab) poll(what string, check func(context.Context) error) {
	tab.b.t.Helper()
	ctx, cancel := tab.limit()
	defer cancel()
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	reason := fmt.Errorf("the page did not answer")
	for {
		err := check(ctx)
		if err == nil {
			return
		}
		if final(err) {
			tab.b.t.Fatalf("browser: %s: %v", what, err)
		}
		if ctx.Err() == nil {
			reason = err
		}
		select {
		case <-ctx.Done():
			tab.b.t.Fatalf("browser: gave up waiting for %s: %v", what, reason)
		case <-ticker.C:
		}
	}
}

func (tab *Tab) limit() (context.Context, context.CancelFunc) {
	deadline := time.Now().Add(WaitLimit)
	if tab.b.deadline.Before(deadline) {
		deadline = tab.b.deadline
	}
	return context.WithDeadline(tab.ctx, deadline)
}

// command is a protocol command whose result does not matter, as a step.
func command[P, R any](cmd cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cmd, params)
		return err
	})
}
