package clerkhtmx

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/partials"
)

// Page is the kit as a template sees it, for one request:
//
//	<head>{{.Clerk.Head}}</head>
//	{{if .Clerk.Auth.SignedIn}}…{{end}}
//	{{.Clerk.Fragment "account"}}
//	{{.Clerk.UserButton "showName" true}}
//
// Methods for components take props in pairs, under the names that Clerk's
// documentation uses. What a prop may be is told by the struct of the same name in
// package partials, which is also what templ and gomponents users render.
type Page struct {
	// Auth is who the page is for.
	Auth Auth

	kit     *Kit
	context echo.Context
}

// Page returns the kit for a template. The response becomes personal, as with
// [From].
func (k *Kit) Page(c echo.Context) Page {
	return Page{Auth: k.Auth(c), kit: k, context: c}
}

// Head is the kit's part of the page's head: style, script, and the state that the
// page was rendered for. No other script is needed; htmx is the page's own.
func (p Page) Head() (template.HTML, error) { return p.html(p.kit.head(p.context, p.Auth)) }

// Fragment renders a registered [Fragment] in its host, which follows the session.
func (p Page) Fragment(name string) (template.HTML, error) {
	f, err := p.registered(name)
	if err != nil {
		return "", err
	}
	return p.host(name, f)
}

// SignedIn is [Page.Fragment] for a fragment that signed-out visitors do not get to
// see. It is an error if they would, so the template cannot claim what is not so.
func (p Page) SignedIn(name string) (template.HTML, error) {
	return p.fragmentIf(name, "does not require SignedIn", func(f Fragment) bool { return !Auth{}.meets(f.Require) })
}

// SignedOut is [Page.Fragment] for a fragment that requires [SignedOut].
func (p Page) SignedOut(name string) (template.HTML, error) {
	return p.fragmentIf(name, "does not require SignedOut", func(f Fragment) bool {
		return slices.ContainsFunc(f.Require, func(r Requirement) bool { return r.signedOut })
	})
}

// Protect is [Page.Fragment] for a fragment that requires something.
func (p Page) Protect(name string) (template.HTML, error) {
	return p.fragmentIf(name, "requires nothing", func(f Fragment) bool { return len(f.Require) > 0 })
}

func (p Page) fragmentIf(name, complaint string, condition func(Fragment) bool) (template.HTML, error) {
	f, err := p.registered(name)
	if err != nil {
		return "", err
	}
	if !condition(f) {
		return "", fmt.Errorf("clerkhtmx: fragment %q %s", name, complaint)
	}
	return p.host(name, f)
}

func (p Page) registered(name string) (Fragment, error) {
	f, ok := p.kit.fragment(name)
	if !ok {
		return Fragment{}, fmt.Errorf("clerkhtmx: no fragment is registered as %q", name)
	}
	return f, nil
}

// host renders the fragment for this request. Without the middleware it is left to
// the fragment's endpoint, which authenticates by itself.
func (p Page) host(name string, f Fragment) (template.HTML, error) {
	host := partials.Fragment{Name: name, URL: p.kit.site(p.context).path(p.kit.fragmentURL(name))}
	if ra := p.kit.requestAuth(p.context.Request().Context()); ra != nil {
		content, err := f.inline(p.context, ra)
		if err != nil {
			return "", fmt.Errorf("clerkhtmx: fragment %q: %w", name, err)
		}
		host.Content = content
	}
	return p.html(host)
}

func (p Page) html(component partials.Component) (template.HTML, error) {
	return partials.HTML(p.context.Request().Context(), component)
}
