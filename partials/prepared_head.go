package partials

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// PreparedHead is a [Head] that was rendered once, except for the fields below. Use it if many
// pages differ in them alone: copy it for each page, and set them. [Head.Prepare] makes one; the
// zero PreparedHead is an error when it is rendered.
type PreparedHead struct {
	// State, Guards and Nonce are those of Head. The defaults are the same.
	State  State
	Guards int
	Nonce  string

	head     *Head
	skeleton skeleton
}

var errNotPrepared = errors.New("partials: head: the PreparedHead is empty: Head.Prepare makes one")

// Prepare renders everything of h but State, Guards and Nonce, which the result has from h.
// Errors are those of Render. With templates of [WithTemplates] that replace "head" or "nonce",
// nothing is rendered in advance.
func (h Head) Prepare() (PreparedHead, error) {
	view, err := h.view(context.Background())
	if err != nil {
		return PreparedHead{}, err
	}
	state, guards, nonce := newMark(), newMark(), newMark()
	view.State, view.Nonce = state, nonce
	var b strings.Builder
	err = shipped.render(&b, "head", struct { // in which a mark stands for the number
		headView
		Guards string
	}{view, guards})
	if err != nil {
		return PreparedHead{}, err
	}
	return PreparedHead{
		State: h.State, Guards: h.Guards, Nonce: h.Nonce,
		head:     &h,
		skeleton: newSkeleton(b.String(), state, attribute("data-clerk-guard", guards), attribute("nonce", nonce)),
	}, nil
}

// Render implements [Component].
func (p PreparedHead) Render(ctx context.Context, w io.Writer) error {
	if p.head == nil {
		return errNotPrepared
	}
	if r := registryOf(ctx); !r.prepared.head {
		h := *p.head
		h.State, h.Guards, h.Nonce = p.State, p.Guards, p.Nonce
		return h.Render(ctx, w)
	}
	state, err := json.Marshal(p.State)
	if err != nil {
		return err
	}
	return p.skeleton.write(w,
		attributeEscaper.Replace(string(state)), attribute("data-clerk-guard", number(p.Guards)), attribute("nonce", p.Nonce))
}

// number returns n in digits. It returns nothing for 0, because the page then has no guards.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
