package clerkhtmx

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"slices"

	"github.com/clerk-htmx/kit/internal/fragmentparams"
	"github.com/clerk-htmx/kit/partials"
)

// Page is the kit as a template sees it, for one request:
//
//	<head>{{.Clerk.Head}}</head>
//	{{if .Clerk.Auth.SignedIn}}…{{end}}
//	{{.Clerk.Fragment "account"}}
//	{{.Clerk.UserButton "showName" true}}
//
// Methods for components take props in pairs, under the names that Clerk's documentation uses.
// The struct of the same name in package partials documents the props. Users of templ and
// gomponents render that struct. SignedIn,
// SignedOut and Protect of that package have no method, because they hide content
// that they send: in a template rendered on the server, a fragment withholds it.
//
// The zero Page renders nothing.
type Page struct {
	// Auth is the verdict on the request that the page is for.
	Auth Auth

	kit      *Kit
	exchange exchange
	params   map[string]string // of the fragment that the template belongs to
}

func (k *Kit) page(ctx context.Context, x exchange) Page {
	k.warnOfMissingParts(x)
	return Page{Auth: k.authFromContext(x.r.Context()), kit: k, exchange: x, params: fragmentParams(ctx)}
}

// PageFromContext is [Kit.Page] for code below the handler, such as a templ component,
// while the request is served. Where this Kit's Middleware has not seen the request, as in
// tests of templates, it returns a Page that renders nothing. Its Auth is that of
// [NewContext], if any. An HTTPErrorHandler runs after the Middleware: it calls [Kit.Page].
func (k *Kit) PageFromContext(ctx context.Context) Page {
	ra := k.requestAuth(ctx)
	switch {
	case ra == nil:
		return Page{}
	case !ra.attached || ra.detached.Load():
		return Page{Auth: ra.auth().own()}
	default:
		return k.page(ctx, ra.exchange.in(ctx))
	}
}

// warnOfMissingParts warns once if Register was not called, because script and fragments are
// then not found. It warns once if a page has no Middleware, because its fragments then need a
// further request.
func (k *Kit) warnOfMissingParts(x exchange) {
	if !k.mounted.Load() && k.warnedRegister.CompareAndSwap(false, true) {
		k.cfg.Logger.Warn("clerkhtmx: a page uses the Kit, but Kit.Register was not called, nor Kit.Handler: its script, style and fragments are not found")
	}
	if k.requestAuth(x.r.Context()) == nil && k.warnedMiddleware.CompareAndSwap(false, true) {
		k.cfg.Logger.Warn("clerkhtmx: a page uses the Kit without Kit.Middleware before it: it shows everybody as signed out at first",
			slog.String("path", x.route()))
	}
}

// Head is the kit's part of the page's head: style, script, and the state that the
// page was rendered for. No other script is needed; htmx is the page's own.
func (p Page) Head() (template.HTML, error) {
	if p.kit == nil {
		return "", nil
	}
	head, err := p.kit.preparedHead(p.exchange, p.Auth)
	if err != nil {
		return "", err
	}
	return p.html(head)
}

// Fragment renders a registered [Fragment] in its host, which follows the session. Parameters
// come in pairs of name and value:
//
//	{{.Clerk.Fragment "invoice" "id" 42}}
//
// A name is a string of 1 to 64 bytes. A value is a string, an integer or a [fmt.Stringer], of up
// to 256 bytes. A fragment has at most 8 parameters. Its View reads them by [FragmentParam], and
// must check whether the user may see what they name. They are in the URL of the fragment, so
// secrets do not belong there.
func (p Page) Fragment(name string, params ...any) (template.HTML, error) {
	return p.fragmentIf(name, "", func(Fragment) bool { return true }, params)
}

// SignedInFragment is [Page.Fragment] for a fragment that signed-out visitors do not get
// to see. It is an error if they would, so the template cannot claim what is not so.
func (p Page) SignedInFragment(name string, params ...any) (template.HTML, error) {
	return p.fragmentIf(name, "does not require SignedIn", func(f Fragment) bool { return len(f.Require) > 0 && !Auth{}.Has(f.Require...) }, params)
}

// SignedOutFragment is [Page.Fragment] for a fragment that requires [SignedOut]. It is an
// error if the fragment does not.
func (p Page) SignedOutFragment(name string, params ...any) (template.HTML, error) {
	return p.fragmentIf(name, "does not require SignedOut", func(f Fragment) bool {
		return slices.ContainsFunc(f.Require, func(r Requirement) bool { return r.signedOut })
	}, params)
}

// ProtectedFragment is [Page.Fragment] for a fragment that requires something. It is an
// error if the fragment does not.
func (p Page) ProtectedFragment(name string, params ...any) (template.HTML, error) {
	return p.fragmentIf(name, "requires nothing", func(f Fragment) bool { return len(f.Require) > 0 }, params)
}

func (p Page) fragmentIf(name, complaint string, condition func(Fragment) bool, pairs []any) (template.HTML, error) {
	if p.kit == nil {
		return "", nil
	}
	f, ok := p.kit.fragment(name)
	if !ok {
		return "", fmt.Errorf("clerkhtmx: no fragment is registered as %q", name)
	}
	if !condition(f) {
		return "", fmt.Errorf("clerkhtmx: fragment %q %s", name, complaint)
	}
	params, err := fragmentparams.FromPairs(pairs...)
	if err != nil {
		return "", fmt.Errorf("clerkhtmx: fragment %q: %w", name, err)
	}
	return p.host(name, f, params)
}

// host renders the fragment for this request. Without the middleware it is left to
// the fragment's endpoint, which authenticates by itself.
func (p Page) host(name string, f Fragment, params map[string]string) (template.HTML, error) {
	x := p.exchange.now()
	host := partials.Fragment{Name: name, URL: p.kit.site(x).Path(p.kit.fragmentURL(name)), Params: params}
	if ra := p.kit.requestAuth(x.r.Context()); ra != nil {
		content, err := p.kit.inline(x, ra, f, params)
		if err != nil {
			return "", fmt.Errorf("clerkhtmx: fragment %q: %w", name, err)
		}
		host.Content = content
	}
	return p.html(host)
}

func (p Page) html(component partials.Component) (template.HTML, error) {
	return partials.HTML(p.exchange.now().r.Context(), component)
}

// guards is the number of guards that have admitted the page.
func (k *Kit) guards(x exchange) int {
	if ra := k.requestAuth(x.r.Context()); ra != nil {
		return ra.guards
	}
	return 0
}

// FrontendAPI is where browsers reach Clerk: the origin of its Frontend API, which
// a Content-Security-Policy must allow for scripts and connections, or
// [Config].ProxyURL.
func (k *Kit) FrontendAPI() string {
	if k.cfg.ProxyURL != "" {
		return k.cfg.ProxyURL
	}
	return "https://" + k.key.FrontendAPI()
}
