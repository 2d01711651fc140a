// Package templ stands for github.com/a-h/templ, which this module does not depend on. It declares what the guides use.
package templ

import (
	"context"
	"io"
	"net/http"
)

// Component has the method of templ's Component.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Raw has the signature of templ's Raw.
func Raw[T ~string](html T, errs ...error) Component { return nil }

// Handler has the signature of templ's Handler, without its options.
func Handler(c Component) http.Handler { return nil }
