package partials

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"io"
)

// Text is a component that shows a string, escaped.
type Text string

// Render implements [Component].
func (t Text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, template.HTMLEscapeString(string(t)))
	return err
}

// Trusted is a component of HTML that the caller vouches for; it is not escaped.
func Trusted(html template.HTML) Component { return trusted(html) }

type trusted template.HTML

// Render implements [Component].
func (t trusted) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(t))
	return err
}

// Func makes a component of a function with the signature of [Component]'s Render.
// With gomponents:
//
//	content := partials.Func(func(_ context.Context, w io.Writer) error { return node.Render(w) })
type Func func(ctx context.Context, w io.Writer) error

// Render implements [Component].
func (f Func) Render(ctx context.Context, w io.Writer) error { return f(ctx, w) }

// Group renders its components one after the other. It writes nothing if one of them fails, and
// skips nil components. The empty Group renders nothing. As the Content of a [Fragment] it says
// that there is nothing to show, so that the host does not ask the server at once.
type Group []Component

// Render implements [Component].
func (g Group) Render(ctx context.Context, w io.Writer) error {
	var buf bytes.Buffer
	for _, c := range g {
		if c == nil {
			continue
		}
		if err := c.Render(ctx, &buf); err != nil {
			return err
		}
	}
	_, err := w.Write(buf.Bytes())
	return err
}

var errNoTemplate = errors.New("partials: template is nil")

// Template makes a component of the application's own html/template: of the
// template called name in t, or of t itself if name is "". It writes only if the
// template succeeds.
func Template(t *template.Template, name string, data any) Component {
	return Func(func(_ context.Context, w io.Writer) error {
		if t == nil {
			return errNoTemplate
		}
		return executeTemplate(w, t, name, data)
	})
}

func executeTemplate(w io.Writer, t *template.Template, name string, data any) error {
	if name == "" {
		name = t.Name()
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, name, data); err != nil {
		return err
	}
	_, err := w.Write(buf.Bytes())
	return err
}
