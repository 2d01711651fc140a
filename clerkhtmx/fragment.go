package clerkhtmx

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/fragmentparams"
	"github.com/clerk-htmx/kit/partials"
)

// View makes a component for a request. It may ask [From] who the request is from, and
// [FragmentParam] for the parameters of its fragment. An application without Echo has [HTTPView]
// make it.
type View func(echo.Context) (partials.Component, error)

// Fragment is a piece of a page whose content depends on the session. One definition serves the
// first paint, inside the page, and every swap after that, by GET {BasePath}/fragments/{name}
// when the session changes.
//
// A page can show a fragment several times, each with parameters of its own, see
// [Page.Fragment]. They come from the browser: Require or the View must check them.
type Fragment struct {
	// Require lists the requirements for seeing Content. Default: none.
	Require []Requirement
	// Content is shown if the request meets Require.
	Content View
	// Fallback is shown otherwise. Default: nothing.
	Fallback View
}

// Fragment registers a fragment under a name; registering the name again replaces
// it. Content is only ever rendered for requests that meet f.Require.
//
//	kit.Fragment("billing", clerkhtmx.Fragment{
//		Require: []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")},
//		Content: kit.Template(templates, "billing"),
//	})
//
// It belongs in the program's set-up, before the first request. It panics if the name is
// empty, contains white space, a control character or a backslash, or has "." or ".."
// as a path segment: such a fragment could not be put on a page.
func (k *Kit) Fragment(name string, f Fragment) {
	k.mustBeFragmentName(name)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fragments[name] = f
}

// mustBeFragmentName panics if a fragment of this name could not be put on a page, see
// docs/adr/0012. It renders a host with the name, because package partials has the rule.
func (k *Kit) mustBeFragmentName(name string) {
	host := partials.Fragment{Name: name, URL: k.fragmentURL(name)}
	if err := host.Render(context.Background(), io.Discard); err != nil {
		panic(fmt.Sprintf("clerkhtmx: Kit.Fragment: %q is not the name of a fragment: use one such as \"account\", "+
			"without white space, control characters, backslashes and \"..\" (%v)", name, err))
	}
}

func (k *Kit) fragment(name string) (Fragment, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	f, ok := k.fragments[name]
	return f, ok
}

// Template makes a [View] of the template called name in t, or of t itself if name is
// "". Its data is the [Page], so that {{.Auth.UserID}}, {{.UserButton}} and {{.Param "id"}} work
// in it. A View with data of its own returns [partials.Template].
//
// It belongs in the program's set-up, after the templates are parsed. It panics if t is
// nil or has no such template.
func (k *Kit) Template(t *template.Template, name string) View {
	mustHaveTemplate(t, name)
	return func(c echo.Context) (partials.Component, error) {
		return partials.Template(t, name, k.Page(c)), nil
	}
}

// mustHaveTemplate panics as docs/adr/0012 says.
func mustHaveTemplate(t *template.Template, name string) {
	if t == nil {
		panic("clerkhtmx: Kit.Template: the template is nil: give it what template.ParseFiles returned")
	}
	if found := t.Lookup(cmp.Or(name, t.Name())); found == nil || found.Tree == nil {
		panic(fmt.Sprintf("clerkhtmx: Kit.Template: no template is called %q%s", cmp.Or(name, t.Name()), t.DefinedTemplates()))
	}
}

// component returns the component of a fragment that the request may see. Otherwise it is empty.
func (k *Kit) component(x exchange, f Fragment, d decision) (partials.Component, error) {
	view := f.Fallback
	if d == decisionAllow {
		view = f.Content
	}
	if view == nil {
		return partials.Group{}, nil
	}
	component, err := view(k.context(x))
	if component == nil && err == nil {
		component = partials.Group{}
	}
	return component, err
}

// inline returns the component for the fragment's host in a page. It is empty if the request is
// stale: the browser script then renews the token and has the fragment fetched. If Clerk's keys
// are unavailable, it is the Fallback, as for a signed-out request.
func (k *Kit) inline(x exchange, ra *requestAuth, f Fragment, params map[string]string) (partials.Component, error) {
	if ra.state.stale {
		return partials.Group{}, nil
	}
	inner := x.withFragmentParams(params)
	defer x.endFragment(inner)
	d, err := decide(inner.r.Context(), ra, f.Require)
	if err != nil {
		return nil, err
	}
	component, err := k.component(inner, f, d)
	if err != nil || inner.r == x.r {
		return component, err
	}
	return parameterized{content: component, params: params}, nil
}

// serveFragment answers GET {BasePath}/fragments/{name} with the inner HTML of the fragment's
// host. It refuses a stale request, whose session is unknown: the signed-out side would be
// wrong for an expired token, and would stay until the next event.
func (k *Kit) serveFragment(x exchange) error {
	f, ok := k.fragment(k.nameIn(x.r, routeFragments))
	if !ok {
		return &httpError{status: http.StatusNotFound}
	}
	params, err := fragmentparams.FromQuery(x.r.URL.RawQuery)
	if err != nil {
		return &httpError{status: http.StatusBadRequest, message: "clerkhtmx: fragment: " + err.Error()}
	}
	x = x.withFragmentParams(params)
	ra := k.requestAuth(x.r.Context())
	d, err := decide(x.r.Context(), ra, f.Require)
	if err != nil {
		return fmt.Errorf("clerkhtmx: fragment: %w", err)
	}
	if ra.state.stale {
		d = decisionStale
	}
	if d == decisionStale || d == decisionUnavailable {
		return k.refuse(x, ra, d, f.Require)
	}
	component, err := k.component(x, f, d)
	if err != nil {
		return err
	}
	return k.render(x, component)
}

// fragmentURL is the address of a fragment's endpoint.
func (k *Kit) fragmentURL(name string) string {
	return k.cfg.BasePath + routeFragments + url.PathEscape(name)
}
