package engines

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clerk-htmx/kit/internal/testutil/browser/pagejs"
)

// A Tab is one page of a [Browser]. It is for one goroutine, the test's. Its methods fail the test
// if what they wait for does not come.
type Tab struct {
	b  *Browser
	id string
}

// Navigate opens url and waits until the document is parsed and its deferred scripts have run.
func (tab *Tab) Navigate(url string) {
	tab.b.t.Helper()
	tab.do("navigate to "+url, func(ctx context.Context) error { return tab.b.driver.navigate(ctx, tab.id, url) })
	tab.ask(nil, "parsed")
}

// Back goes one entry back in the history, without waiting: the page may come from the back-forward cache.
func (tab *Tab) Back() {
	tab.b.t.Helper()
	tab.Run("void setTimeout(() => history.back())") // the answer to the call leaves before the page does
}

// Run evaluates a JavaScript expression for its effect. It awaits promises.
func (tab *Tab) Run(expression string) {
	tab.b.t.Helper()
	tab.Eval(expression)
}

// Eval returns the value of a JavaScript expression as JSON, or "" for undefined. It awaits promises.
func (tab *Tab) Eval(expression string) string {
	tab.b.t.Helper()
	var value string
	tab.do(expression, func(ctx context.Context) (err error) {
		value, err = tab.b.driver.evaluate(ctx, tab.id, expression)
		return err
	})
	return value
}

// WaitFor waits until the JavaScript expression is truthy. It may throw until then, and it may span navigations.
func (tab *Tab) WaitFor(expression string) {
	tab.b.t.Helper()
	tab.wait(expression, func(ctx context.Context) error {
		value, err := tab.b.driver.evaluate(ctx, tab.id, "!!("+expression+"\n)")
		if err == nil && value != "true" {
			err = errors.New("it is falsy")
		}
		return err
	})
}

// WaitVisible waits until an element that matches the CSS selector can be seen.
func (tab *Tab) WaitVisible(selector string) {
	tab.b.t.Helper()
	tab.ask(nil, "visible", selector, "")
}

// WaitGone waits until no element that matches the CSS selector can be seen.
func (tab *Tab) WaitGone(selector string) {
	tab.b.t.Helper()
	tab.ask(nil, "gone", selector)
}

// WaitText waits until a visible element that matches the CSS selector contains text.
func (tab *Tab) WaitText(selector, text string) {
	tab.b.t.Helper()
	tab.ask(nil, "contains", selector, text)
}

// Text waits for a visible element that matches the CSS selector and returns its text.
func (tab *Tab) Text(selector string) string {
	tab.b.t.Helper()
	var text string
	tab.ask(&text, "text", selector)
	return text
}

// Click waits until the first visible match of the CSS selector is enabled, at rest and not covered,
// and clicks it with the mouse.
func (tab *Tab) Click(selector string) {
	tab.b.t.Helper()
	var last point
	tab.wait("a click on "+selector, func(ctx context.Context) error {
		var now point
		if err := tab.call(ctx, &now, "point", selector, ""); err != nil {
			return err
		}
		if now != last {
			last = now
			return errors.New("it moves")
		}
		return nil
	})
	tab.do("click "+selector, func(ctx context.Context) error { return tab.b.driver.perform(ctx, tab.id, click(last)) })
}

// Type puts text into the field that matches the CSS selector, in the place of what it holds, by key events.
func (tab *Tab) Type(selector, text string) {
	tab.b.t.Helper()
	tab.Click(selector)
	tab.ask(nil, "select", selector)
	tab.do("type into "+selector, func(ctx context.Context) error { return tab.b.driver.perform(ctx, tab.id, keys(text)) })
}

// ask waits until a method of page.js has an answer, and decodes it into result.
func (tab *Tab) ask(result any, method string, args ...string) {
	tab.b.t.Helper()
	tab.wait(fmt.Sprintf("%s %q", method, args), func(ctx context.Context) error {
		return tab.call(ctx, result, method, args...)
	})
}

func (tab *Tab) call(ctx context.Context, result any, method string, args ...string) error {
	value, err := tab.b.driver.evaluate(ctx, tab.id, pagejs.Call(method, args...))
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal([]byte(value), result)
}

func (tab *Tab) do(what string, step func(context.Context) error) {
	tab.b.t.Helper()
	ctx, cancel := context.WithTimeout(tab.b.ctx, waitLimit)
	defer cancel()
	if err := step(ctx); err != nil {
		tab.b.t.Fatalf("engines: %s: %v", what, err)
	}
}

func (tab *Tab) wait(what string, check func(context.Context) error) {
	tab.b.t.Helper()
	tab.do("gave up waiting for "+what, func(ctx context.Context) error {
		return poll(ctx, func() error {
			ctx, cancel := context.WithTimeout(ctx, askLimit)
			defer cancel()
			return check(ctx)
		})
	})
}
