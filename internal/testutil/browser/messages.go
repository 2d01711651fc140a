package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Kind says where a [Message] comes from.
type Kind string

// The kinds of messages. A clean page has none of the first three.
const (
	ConsoleError Kind = "console error"
	Exception    Kind = "uncaught exception" // promise rejections too
	CSPViolation Kind = "CSP violation"      // of a report-only policy too
	ConsoleOther Kind = "console"            // log, info, warning, …
)

// A Message is a line of the console, or what would be one in the developer tools.
type Message struct {
	Kind Kind
	Text string
	URL  string // of the script, where it is known
}

// String returns the message as the log of a failed test shows it.
func (m Message) String() string { return fmt.Sprintf("%s: %s [%s]", m.Kind, m.Text, m.URL) }

// Messages returns what the page said since the tab was opened or [Tab.ClearLog] was called, in order. With kinds, only those.
func (tab *Tab) Messages(kinds ...Kind) []Message {
	var found []Message
	for _, m := range tab.log.messagesSince() {
		if len(kinds) == 0 || slices.Contains(kinds, m.Kind) {
			found = append(found, m)
		}
	}
	return found
}

// RequireClean fails the test if the page reported a console error, an uncaught exception or a CSP violation.
func (tab *Tab) RequireClean() {
	tab.b.t.Helper()
	if problems := tab.Messages(ConsoleError, Exception, CSPViolation); len(problems) > 0 {
		tab.b.t.Fatalf("browser: the page is not clean:\n%s", lines(problems))
	}
}

// ClearLog forgets the requests and messages so far.
func (tab *Tab) ClearLog() { tab.log.clear() }

// cspBinding is the function through which pages report violations to the harness.
const cspBinding = "__reportCSPViolation"

// reportCSP makes the pages to come report violations. The script runs before the page's own and is not subject to its policy.
func reportCSP() chromedp.Action[chromedp.Void] {
	const script = `addEventListener('securitypolicyviolation', (event) => ` + cspBinding + `(JSON.stringify({
		text: event.effectiveDirective + ' refuses ' + event.blockedURI + ' ' + event.sample,
		url: event.sourceFile + ':' + event.lineNumber,
	})), true)`
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, runtime.AddBinding, runtime.AddBindingParams{Name: cspBinding}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

func cspMessage(payload string) Message {
	m := Message{Kind: CSPViolation}
	var report struct{ Text, URL string }
	if err := json.Unmarshal([]byte(payload), &report); err != nil {
		m.Text = payload // a violation that cannot be read is still a violation
		return m
	}
	m.Text, m.URL = report.Text, report.URL
	return m
}

func consoleMessage(e *runtime.EventConsoleAPICalled) Message {
	m := Message{Kind: ConsoleOther, URL: top(e.StackTrace)}
	if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
		m.Kind = ConsoleError
	}
	args := make([]string, len(e.Args))
	for i, arg := range e.Args {
		args[i] = describe(arg)
	}
	m.Text = strings.Join(args, " ")
	return m
}

func exceptionMessage(details *runtime.ExceptionDetails) Message {
	m := Message{Kind: Exception, Text: details.Text, URL: details.URL}
	if details.Exception != nil {
		m.Text += " " + describe(details.Exception)
	}
	return m
}

func logKind(level log.EntryLevel) Kind {
	if level == log.EntryLevelError {
		return ConsoleError
	}
	return ConsoleOther
}

func describe(object *runtime.RemoteObject) string {
	switch {
	case object.Description != "":
		return object.Description
	case object.UnserializableValue != "":
		return string(object.UnserializableValue)
	}
	var text string
	if json.Unmarshal(object.Value, &text) == nil {
		return text
	}
	return string(object.Value)
}

func top(trace *runtime.StackTrace) string {
	if trace == nil || len(trace.CallFrames) == 0 {
		return ""
	}
	frame := trace.CallFrames[0]
	return fmt.Sprintf("%s:%d", frame.URL, frame.LineNumber+1)
}
