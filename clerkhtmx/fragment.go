package clerkhtmx

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/partials"
)

// View makes a component for a request. It may ask [From] who the request is from.
type View func(echo.Context) (partials.Component, error)

// Fragment is a piece of a page that depends on who looks at it. One definition
// serves the first paint, inside the page, and every swap after that, by GET
// {BasePath}/fragments/{name} when the session changes.
type Fragment struct {
	// Require is what it takes to see Content. Default: nothing.
	Require []Requirement
	// Content is shown to who meets Require.
	Content View
	// Fallback is shown to everybody else. Default: nothing.
	Fallback View
}

// Fragment registers a fragment under a name; registering the name again replaces
// it. Content is only ever rendered for requests that meet f.Require.
//
//	kit.Fragment("billing", clerkhtmx.Fragment{
//		Require: []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")},
//		Content: clerkhtmx.Template(templates, "billing"),
//	})
func (k *Kit) Fragment(name string, f Fragment) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fragments[name] = f
}

func (k *Kit) fragment(name string) (Fragment, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	f, ok := k.fragments[name]
	return f, ok
}

// Template makes a [View] of a named html/template. Its data is the [Page], so
// that {{.Auth.UserID}} and {{.UserButton}} work in it.
func (k *Kit) Template(t *template.Template, name string) View {
	return func(c echo.Context) (partials.Component, error) {
		return partials.Template(t, name, k.Page(c)), nil
	}
}

// component is what the request gets to see; an empty one for nothing.
func (f Fragment) component(c echo.Context, v verdict) (partials.Component, error) {
	view := f.Fallback
	if v == verdictAllow {
		view = f.Content
	}
	if view == nil {
		return partials.Group{}, nil
	}
	return view(c)
}

// inline is component within a page. While it is not known who asks, it shows
// nothing; the browser script finds out and has the fragment fetched. When nobody
// can know, for want of Clerk's keys, the page goes on as signed out.
func (f Fragment) inline(c echo.Context, ra *requestAuth) (partials.Component, error) {
	if ra.state.stale {
		return partials.Group{}, nil
	}
	return f.component(c, decide(ra, f.Require))
}

// serveFragment answers GET {BasePath}/fragments/{name} with the inner HTML of the
// fragment's host. While it is not known who asks, it answers nothing: showing the
// signed-out side for a token that ran out would be wrong until the next event.
func (k *Kit) serveFragment(c echo.Context) error {
	f, ok := k.fragment(fragmentName(c))
	if !ok {
		return echo.ErrNotFound
	}
	ra := k.requestAuth(c.Request().Context())
	v := decide(ra, f.Require)
	if ra.state.stale {
		v = verdictStale
	}
	if v == verdictStale || v == verdictUnavailable {
		return k.refuse(c, ra, v, f.Require)
	}
	component, err := f.component(c, v)
	if err != nil {
		return err
	}
	return k.render(c, component)
}

// fragmentName undoes fragmentURL. Echo gives out pieces of URL.RawPath where there is
// one, and of the path that is decoded already where there is not.
func fragmentName(c echo.Context) string {
	name := c.Param("name")
	if c.Request().URL.RawPath == "" {
		return name
	}
	name, _ = url.PathUnescape(name) // net/http has decoded the whole of it
	return name
}

// render buffers, so that an error never leaves half a fragment on the page.
func (k *Kit) render(c echo.Context, component partials.Component) error {
	k.personal(c.Response().Header())
	var body bytes.Buffer
	if err := component.Render(c.Request().Context(), &body); err != nil {
		return err
	}
	return c.HTMLBlob(http.StatusOK, body.Bytes())
}

// fragmentURL is the address of a fragment's endpoint.
func (k *Kit) fragmentURL(name string) string {
	return k.cfg.BasePath + routeFragments + url.PathEscape(name)
}
