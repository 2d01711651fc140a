package browser

import (
	"context"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys for [Tab.Press].
const (
	Enter  = kb.Enter
	Escape = kb.Escape
	TabKey = kb.Tab
)

// Navigate opens url and waits until the document is parsed and its deferred scripts have run. It does not wait for images
// and async scripts (the load event): WaitFor what you need of those.
func (tab *Tab) Navigate(url string) {
	tab.b.t.Helper()
	tab.do("navigate to "+url, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		result, err := cdp.Call(ctx, t, page.Navigate, page.NavigateParams{URL: url})
		if err == nil && result.ErrorText != "" {
			err = errors.New(result.ErrorText)
		}
		return err
	}))
	waitAsk[bool](tab, "parsed")
}

// Reload loads the page anew, like Navigate to its own address.
func (tab *Tab) Reload() {
	tab.b.t.Helper()
	// The mark is gone with the old document.
	tab.Run("window.__reloading = true")
	tab.do("reload", command(page.Reload, page.ReloadParams{}))
	tab.WaitFor("!window.__reloading")
	waitAsk[bool](tab, "parsed")
}

// Back goes one entry back in the history, without waiting: the page may come from the back/forward cache, and then
// there is no load to wait for.
func (tab *Tab) Back() {
	tab.b.t.Helper()
	tab.traverse("back")
}

// Forward goes one entry forward in the history, like Back.
func (tab *Tab) Forward() {
	tab.b.t.Helper()
	tab.traverse("forward")
}

// The timer lets the answer to the call out before the page is gone.
func (tab *Tab) traverse(direction string) {
	tab.b.t.Helper()
	tab.Run("void setTimeout(() => history." + direction + "())")
}

// URL returns the address of the page, fragment included.
func (tab *Tab) URL() string {
	tab.b.t.Helper()
	return Eval[string](tab, "location.href")
}

// WaitVisible waits until an element that matches the CSS selector can be seen. An element with display: contents has no
// box, so it never can: wait for its child.
func (tab *Tab) WaitVisible(selector string) {
	tab.b.t.Helper()
	waitAsk[bool](tab, "visible", selector, "")
}

// WaitGone waits until no element that matches the CSS selector can be seen.
func (tab *Tab) WaitGone(selector string) {
	tab.b.t.Helper()
	waitAsk[bool](tab, "gone", selector)
}

// WaitText waits until a visible element that matches the CSS selector contains text (runs of white space count as one space).
func (tab *Tab) WaitText(selector, text string) {
	tab.b.t.Helper()
	waitAsk[bool](tab, "contains", selector, text)
}

// Text waits for a visible element that matches the CSS selector and returns its text, runs of white space as one space.
func (tab *Tab) Text(selector string) string {
	tab.b.t.Helper()
	return waitAsk[string](tab, "text", selector)
}

// Attribute waits for an element, visible or not, and returns its attribute, or "" where it has none.
func (tab *Tab) Attribute(selector, name string) string {
	tab.b.t.Helper()
	return waitAsk[string](tab, "attribute", selector, name)
}

// Count returns how many elements match the CSS selector now, visible or not.
func (tab *Tab) Count(selector string) int {
	tab.b.t.Helper()
	return waitAsk[int](tab, "count", selector)
}

// Click waits until the first visible match of the CSS selector is enabled, at rest and not covered, and clicks it with the mouse.
func (tab *Tab) Click(selector string) {
	tab.b.t.Helper()
	tab.ClickText(selector, "")
}

// ClickText is Click for the first visible match whose whole text is text.
func (tab *Tab) ClickText(selector, text string) {
	tab.b.t.Helper()
	tab.raise()
	type point struct{ X, Y float64 }
	var last point
	tab.poll(fmt.Sprintf("a click on %q %q", selector, text), func(ctx context.Context) error {
		now, err := ask[point](ctx, "point", selector, text)
		if err != nil {
			return err
		}
		if now != last {
			last = now
			return errors.New("it moves")
		}
		return nil
	})
	tab.do("click "+selector, chromedp.MouseClickXY(last.X, last.Y))
}

// Type puts text into the field that matches the CSS selector, in the place of what it holds, by real key events: React
// takes no notice of a value that a script sets.
func (tab *Tab) Type(selector, text string) {
	tab.b.t.Helper()
	tab.Click(selector)
	waitAsk[bool](tab, "select", selector)
	tab.do("type into "+selector, chromedp.KeyEvent(text))
}

// Press presses a key in the element that has the focus.
func (tab *Tab) Press(key string) {
	tab.b.t.Helper()
	tab.raise()
	tab.do("press a key", chromedp.KeyEvent(key))
}

// raise brings the tab to the front if it is not there: Chromium holds input back from a page that is hidden.
func (tab *Tab) raise() {
	tab.b.t.Helper()
	if Eval[string](tab, "document.visibilityState") == "hidden" {
		tab.BringToFront()
	}
}
