package partials

import (
	"context"
	"errors"
	"html/template"
	"io"
	"strings"
	"unicode"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// Fragment is the host of a piece of the page whose content the server chooses by the session.
// People who must not see the content never get it. The host asks the server again whenever the
// session changes.
//
//	<div hx-disinherit="*"><div id="clerk-fragment-account" class="clerk-fragment"
//	  data-clerk-fragment="account" hx-get="/clerk/fragments/account"
//	  hx-trigger="clerk:session from:body" hx-target="this" hx-swap="innerHTML"
//	  hx-sync="this:replace" hx-push-url="false" hx-replace-url="false"
//	  hx-select="" hx-select-oob="" hx-confirm="" hx-include="">
//	  content
//	</div></div>
//
// The attributes after hx-swap keep it from inheriting anything from the page around it, in
// htmx 2 and 4 alike.
type Fragment struct {
	// Name distinguishes the fragments of a page; the host's id ends with it. Required, without
	// white space.
	Name string
	// URL answers with the inner HTML of the host. Required, a path on this origin.
	URL string
	// Content is what the host shows at first. Default nil: the host asks the server
	// as soon as it is on the page.
	Content Component
}

var (
	errFragmentName = errors.New("partials: fragment: Name must not be empty or contain white space")
	errFragmentURL  = errors.New("partials: fragment: URL must be a path on this origin")
)

// Render implements [Component].
func (f Fragment) Render(ctx context.Context, w io.Writer) error {
	if f.Name == "" || strings.ContainsFunc(f.Name, isSpaceOrControl) {
		return errFragmentName
	}
	// htmx 4 would run hx-get="javascript:…".
	if !safeurl.IsLocalPath(f.URL) {
		return errFragmentURL
	}
	content, err := HTML(ctx, f.Content)
	if err != nil {
		return err
	}
	return registryOf(ctx).render(w, "fragment", fragmentView{
		Name: f.Name, URL: f.URL, Load: f.Content == nil, Content: content,
	})
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// fragmentView is what the template "fragment" gets.
type fragmentView struct {
	Name    string
	URL     string
	Load    bool // whether to ask the server at once
	Content template.HTML
}
