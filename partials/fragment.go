package partials

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"

	"github.com/clerk-htmx/kit/internal/fragmentparams"
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
//
// With Params, hx-get is "/clerk/fragments/account?id=42", and the id ends with a hash of them.
type Fragment struct {
	// Name distinguishes the fragments of a page; the host's id has it. Required, without
	// white space.
	Name string
	// URL answers with the inner HTML of the host. Required, a path on this origin. With Params
	// it must be a path alone, without "?" and "#".
	URL string
	// Params are the query of the URL, by name. They distinguish fragments of one Name: each
	// has an id of its own. Default: none. At most 8, with names of 1 to 64 bytes and values of
	// up to 256 bytes.
	Params map[string]string
	// Content is what the host shows at first. Default nil: the host asks the server
	// as soon as it is on the page.
	Content Component
}

var (
	errFragmentName = errors.New("partials: fragment: Name must not be empty or contain white space")
	errFragmentURL  = errors.New("partials: fragment: URL must be a path on this origin")
	errFragmentPath = errors.New("partials: fragment: URL must be a path alone, because Params are its query")
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
	view := fragmentView{Name: f.Name, URL: f.URL, Load: f.Content == nil}
	if len(f.Params) > 0 {
		if err := view.setParams(f.Params); err != nil {
			return err
		}
	}
	content, err := HTML(ctx, f.Content)
	if err != nil {
		return err
	}
	view.Content = content
	return registryOf(ctx).renderFragment(w, view)
}

func (v *fragmentView) setParams(params map[string]string) error {
	if strings.ContainsAny(v.URL, "?#") {
		return errFragmentPath
	}
	if err := fragmentparams.Check(params); err != nil {
		return fmt.Errorf("partials: fragment: %w", err)
	}
	query := fragmentparams.Query(params)
	v.URL += "?" + query
	v.Digest = fragmentparams.Digest(query)
	return nil
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// fragmentView is what the template "fragment" gets.
type fragmentView struct {
	Name    string
	Digest  string // of the parameters, empty without any
	URL     string
	Load    bool // whether to ask the server at once
	Content template.HTML
}
