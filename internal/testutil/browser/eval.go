package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"

	"github.com/clerk-htmx/kit/internal/testutil/browser/pagejs"
)

var errFalsy = errors.New("it is falsy")

// Eval returns the value of a JavaScript expression in tab's page, decoded from JSON. It awaits
// promises. An exception fails the test. The value undefined fails it too, unless T can be nil;
// use [Tab.Run] for an expression without a value.
func Eval[T any](tab *Tab, expression string) T {
	tab.b.t.Helper()
	ctx, cancel := tab.limit()
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.b.t.Fatalf("browser: evaluate %s: %v", abbreviate(expression), explain(err))
	}
	return value
}

// Run evaluates a JavaScript expression for its effect. It awaits promises. An exception fails the test.
func (tab *Tab) Run(expression string) {
	tab.b.t.Helper()
	Eval[chromedp.Void](tab, expression)
}

// WaitFor waits until the JavaScript expression is truthy. It may be undefined or throw until then, and it may span navigations.
func (tab *Tab) WaitFor(expression string) {
	tab.b.t.Helper()
	tab.poll(abbreviate(expression), func(ctx context.Context) error {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(async () => !!("+expression+"\n))()", chromedp.EvalAwaitPromise))
		if err != nil {
			return explain(err)
		}
		if !ok {
			return errFalsy
		}
		return nil
	})
}

// ask calls a method of page.js.
func ask[T any](ctx context.Context, method string, args ...string) (T, error) {
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](pagejs.Call(method, args...)))
	return value, explain(err)
}

// waitAsk asks until the page has an answer.
func waitAsk[T any](tab *Tab, method string, args ...string) T {
	tab.b.t.Helper()
	var value T
	tab.poll(fmt.Sprintf("%s %q", method, args), func(ctx context.Context) (err error) {
		value, err = ask[T](ctx, method, args...)
		return err
	})
	return value
}

// pageError is an exception in the page, without the stack of the harness's own script.
type pageError struct {
	message string
	err     error
}

func (e *pageError) Error() string { return e.message }
func (e *pageError) Unwrap() error { return e.err }

func explain(err error) error {
	var exception *chromedp.ExceptionError
	if !errors.As(err, &exception) || exception.Exception == nil {
		return err
	}
	message, _, _ := strings.Cut(exception.Exception.Description, "\n")
	if message == "" {
		message = exception.Text + " " + string(exception.Exception.Value)
	}
	return &pageError{message: message, err: err}
}

// final reports whether waiting longer cannot help: a script that does not parse never will.
func final(err error) bool {
	var exception *pageError
	return errors.As(err, &exception) && strings.HasPrefix(exception.message, "SyntaxError")
}

func abbreviate(expression string) string {
	const limit = 200
	expression = strings.Join(strings.Fields(expression), " ")
	if len(expression) > limit {
		return expression[:limit] + "…"
	}
	return expression
}
