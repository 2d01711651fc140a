package partials

import (
	"bytes"
	"context"
	"html/template"
	"io"
)

// Component is a piece of HTML. Its method set is that of templ.Component, so each
// can stand for the other.
//
// The components of this package write once, and nothing if they fail. They are
// values: copying one is cheap, and rendering one from several goroutines is safe.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// HTML renders a component for html/template, which inserts the result unescaped.
// A nil component is empty.
func HTML(ctx context.Context, c Component) (template.HTML, error) {
	if c == nil {
		return "", nil
	}
	var buf bytes.Buffer
	if err := c.Render(ctx, &buf); err != nil {
		return "", err
	}
	return template.HTML(buf.String()), nil //nolint:gosec // G203: a Component has escaped what it was given.
}

// Node adapts a component to gomponents, whose nodes take no context:
//
//	button := g.NodeFunc(partials.Node(ctx, partials.UserButton{}))
//
// A nil component is empty.
func Node(ctx context.Context, c Component) func(io.Writer) error {
	return func(w io.Writer) error {
		if c == nil {
			return nil
		}
		return c.Render(ctx, w)
	}
}
