package partials

import (
	"cmp"
	"context"
	"html/template"
	"io"

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
	// FallbackURL is a page that signs people in without script, such as Clerk's
	// Account Portal. The page links to it while the form is not there, unless
	// SignIn.Fallback is set. Default: the page says that it needs JavaScript.
	FallbackURL string
	// FallbackLabel is the link's text. Default: the title.
	FallbackLabel string
}

// Render implements [Component].
func (p SignInPage) Render(ctx context.Context, w io.Writer) error {
	title := cmp.Or(p.Title, "Sign in")
	form := p.SignIn
	if form.Fallback == nil {
		form.Fallback = pageFallback{component: "sign-in-page", url: p.FallbackURL, label: cmp.Or(p.FallbackLabel, title)}
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
	// FallbackURL and FallbackLabel are as in [SignInPage].
	FallbackURL   string
	FallbackLabel string
}

// Render implements [Component].
func (p SignUpPage) Render(ctx context.Context, w io.Writer) error {
	title := cmp.Or(p.Title, "Sign up")
	form := p.SignUp
	if form.Fallback == nil {
		form.Fallback = pageFallback{component: "sign-up-page", url: p.FallbackURL, label: cmp.Or(p.FallbackLabel, title)}
	}
	return Page{Head: p.Head, Title: title, Lang: p.Lang, Notice: p.Notice, Content: form}.Render(ctx, w)
}

// pageFallback is what a page shows without its form.
type pageFallback struct{ component, url, label string }

// Render implements [Component].
func (f pageFallback) Render(ctx context.Context, w io.Writer) error {
	if f.url != "" && !safeurl.Is(f.url) {
		return &PropError{Component: f.component, Prop: "FallbackURL", Want: wantURL}
	}
	return registryOf(ctx).render(w, "page-fallback", pageFallbackView{URL: f.url, Label: f.label})
}

// pageView is what the template "page" gets.
type pageView struct {
	Lang, Title, Notice string
	Head, Content       template.HTML
}

// pageFallbackView is what the template "page-fallback" gets.
type pageFallbackView struct {
	URL   string // "" for none
	Label string
}
