package partials

import (
	"context"
	"html/template"
	"io"
)

// elementView is what the templates of UI components get.
type elementView struct {
	ID      string        // "" for none
	Props   string        // a JSON object; "" for none
	Content template.HTML // the light DOM: Fallback, or the button
}

// renderElement renders the custom element that the script mounts c into.
func renderElement[C Component](ctx context.Context, w io.Writer, c C, id string, fallback Component) error {
	r, name, err := declared[C](ctx)
	if err != nil {
		return err
	}
	props, err := r.encodeProps(name, c)
	if err != nil {
		return err
	}
	content, err := HTML(ctx, fallback)
	if err != nil {
		return err
	}
	return r.render(w, name, elementView{ID: id, Props: props, Content: content})
}
