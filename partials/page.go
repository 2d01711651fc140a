package partials

import (
	"cmp"
	"context"
	"html/template"
	"io"
	"net/url"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// Page is a whole HTML document around one component.
type Page struct {
	// Head is the kit's part of the document's head.
	Head Head
	// Title is the document's title.
	Title string
	// Lang is the language of the document. Default "en".
	Lang string
	// Notice is a message above the content, such as why signing in does not work.
	// Default: none.
	Notice string
	// Content is centered on the page.
	Content Component
}

// Render implements [Component].
func (p Page) Render(ctx context.Context, w io.Writer) error {
	head, err := HTML(ctx, p.Head)
	if err != nil {
		return err
	}
	content, err := HTML(ctx, p.Content)
	if err != nil {
		return err
	}
	return registryOf(ctx).render(w, "page", pageView{
		Lang: cmp.Or(p.Lang, "en"), Title: p.Title, Notice: p.Notice, Head: head, Content: content,
	})
}

// SignInPage is a whole document with the sign-in form. Its other fields are those
// of [Page].
type SignInPage struct {
	Head Head
	// Title is the document's title. Default "Sign in".
	Title  string
	Lang   string
	Notice string
	// SignIn is the form. For steps with addresses of their own, give it the Path of
	// the page.
	SignIn SignIn
	// ApplicationName is shown below the title until the form is there. Default: not
	// shown.
	ApplicationName string
	// HomeURL is where people go who do not want to sign in. The page links to it until
	// the form is there. Default "/".
	HomeURL string
	// FallbackURL is a page that signs people in without the form, such as Clerk's
	// Account Portal. The page links to it until the form is there, unless
	// SignIn.Fallback is set. It should have redirect_url in its query. Default: no link.
	FallbackURL string
	// FallbackLabel is the link's text. Default: the title, with the host of FallbackURL.
	FallbackLabel string
}

// Render implements [Component].
func (p SignInPage) Render(ctx context.Context, w io.Writer) error {
	title := cmp.Or(p.Title, "Sign in")
	form := p.SignIn
	if form.Fallback == nil {
		form.Fallback = pageFallback{component: "sign-in-page", view: pageFallbackView{
			Title: title, ApplicationName: p.ApplicationName, HomeURL: p.HomeURL, URL: p.FallbackURL, Label: p.FallbackLabel,
		}}
	}
	return Page{Head: p.Head, Title: title, Lang: p.Lang, Notice: p.Notice, Content: form}.Render(ctx, w)
}

// SignUpPage is a whole document with the sign-up form. Its other fields are those
// of [Page].
type SignUpPage struct {
	Head Head
	// Title is the document's title. Default "Sign up".
	Title  string
	Lang   string
	Notice string
	// SignUp is the form. For steps with addresses of their own, give it the Path of
	// the page.
	SignUp SignUp
	// ApplicationName, HomeURL, FallbackURL and FallbackLabel are as in [SignInPage].
	ApplicationName string
	HomeURL         string
	FallbackURL     string
	FallbackLabel   string
}

// Render implements [Component].
func (p SignUpPage) Render(ctx context.Context, w io.Writer) error {
	title := cmp.Or(p.Title, "Sign up")
	form := p.SignUp
	if form.Fallback == nil {
		form.Fallback = pageFallback{component: "sign-up-page", view: pageFallbackView{
			Title: title, ApplicationName: p.ApplicationName, HomeURL: p.HomeURL, URL: p.FallbackURL, Label: p.FallbackLabel,
		}}
	}
	return Page{Head: p.Head, Title: title, Lang: p.Lang, Notice: p.Notice, Content: form}.Render(ctx, w)
}

// pageFallback is what a page shows until its form is there.
type pageFallback struct {
	component string
	view      pageFallbackView
}

// Render implements [Component].
func (f pageFallback) Render(ctx context.Context, w io.Writer) error {
	view := f.view
	view.HomeURL = cmp.Or(view.HomeURL, "/")
	view.Label = cmp.Or(view.Label, labelOf(view.Title, view.URL))
	for _, prop := range []struct{ name, url string }{{"FallbackURL", view.URL}, {"HomeURL", view.HomeURL}} {
		if prop.url != "" && !safeurl.Is(prop.url) {
			return &PropError{Component: f.component, Prop: prop.name, Want: wantURL}
		}
	}
	return registryOf(ctx).render(w, "page-fallback", view)
}

// labelOf names the host that a link leads to, because it is not the one that people are on.
func labelOf(title, link string) string {
	if u, err := url.Parse(link); err == nil && u.Host != "" {
		return title + " at " + u.Host
	}
	return title
}

// pageView is what the template "page" gets.
type pageView struct {
	Lang, Title, Notice string
	Head, Content       template.HTML
}

// pageFallbackView is what the template "page-fallback" gets.
type pageFallbackView struct {
	Title, ApplicationName string
	HomeURL                string
	URL                    string // "" for none
	Label                  string
}
