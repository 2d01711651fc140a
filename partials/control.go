package partials

import (
	"context"
	"html/template"
	"io"
)

// SignedIn shows its content to people who are signed in: <clerk-signed-in>. It
// hides the content from others and does not protect it; see [Fragment] for that.
type SignedIn struct {
	// Show is set if the server found the request signed in. After that, the script decides.
	// Default false: hidden.
	Show bool `json:"-"`
	// Content is what is shown or hidden.
	Content Component `json:"-" prop:"content"`
	// ID is the element's id.
	ID string `json:"-" prop:"id"`
}

// Render implements [Component].
func (c SignedIn) Render(ctx context.Context, w io.Writer) error {
	return renderControl[SignedIn](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}, Show: c.Show})
}

// SignedOut shows its content to people who are not signed in: <clerk-signed-out>.
type SignedOut struct {
	// Show is set if the server found the request signed out. After that, the script decides.
	// Default false: hidden.
	Show bool `json:"-"`
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
}

// Render implements [Component].
func (c SignedOut) Render(ctx context.Context, w io.Writer) error {
	return renderControl[SignedOut](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}, Show: c.Show})
}

// Protect shows its content to people with a role, permission, feature or plan in their active
// organization, and its fallback to others: <clerk-protect>. Both are in the page: it hides the
// content and does not protect it; see [Fragment] for that.
type Protect struct {
	// Role, such as "org:admin", and Permission, such as "org:invoices:create", are required.
	// If several conditions are set, all must hold. Default: people must be signed in.
	Role       string `json:"-" prop:"role"`
	Permission string `json:"-" prop:"permission"`
	// Feature and Plan are the feature and the plan that the user or the active organization
	// must have subscribed to. Default: nothing.
	Feature string `json:"-" prop:"feature"`
	Plan    string `json:"-" prop:"plan"`
	// Show is the server's verdict: that the request has them. The script takes
	// over from there. Default false: Content is hidden, Fallback shown.
	Show bool `json:"-"`
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
	// Fallback is shown instead of Content. Default: nothing.
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c Protect) Render(ctx context.Context, w io.Writer) error {
	fallback, err := HTML(ctx, c.Fallback)
	if err != nil {
		return err
	}
	return renderControl[Protect](ctx, w, c.Content, controlView{
		elementView: elementView{ID: c.ID},
		Show:        c.Show,
		Role:        c.Role,
		Permission:  c.Permission,
		Feature:     c.Feature,
		Plan:        c.Plan,
		Fallback:    fallback,
	})
}

// ClerkLoading shows its content until clerk-js is ready: <clerk-loading>.
type ClerkLoading struct {
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
}

// Render implements [Component].
func (c ClerkLoading) Render(ctx context.Context, w io.Writer) error {
	return renderControl[ClerkLoading](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}, Show: true})
}

// ClerkLoaded shows its content once clerk-js is ready: <clerk-loaded>.
type ClerkLoaded struct {
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
}

// Render implements [Component].
func (c ClerkLoaded) Render(ctx context.Context, w io.Writer) error {
	return renderControl[ClerkLoaded](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}})
}

// ClerkFailed shows its content if clerk-js could not be loaded: <clerk-failed>.
type ClerkFailed struct {
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
}

// Render implements [Component].
func (c ClerkFailed) Render(ctx context.Context, w io.Writer) error {
	return renderControl[ClerkFailed](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}})
}

// ClerkDegraded shows its content while clerk-js works, but cannot reach all of
// Clerk: <clerk-degraded>.
type ClerkDegraded struct {
	// Content and ID are as in [SignedIn].
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`
}

// Render implements [Component].
func (c ClerkDegraded) Render(ctx context.Context, w io.Writer) error {
	return renderControl[ClerkDegraded](ctx, w, c.Content, controlView{elementView: elementView{ID: c.ID}})
}

// controlView is what the templates of control components get. Their Props are "".
type controlView struct {
	elementView
	Show             bool
	Role, Permission string
	Feature, Plan    string
	Fallback         template.HTML
}

// renderControl renders control component C.
func renderControl[C Component](ctx context.Context, w io.Writer, content Component, v controlView) error {
	r, name, err := declared[C](ctx)
	if err != nil {
		return err
	}
	if v.Content, err = HTML(ctx, content); err != nil {
		return err
	}
	return r.render(w, name, v)
}
