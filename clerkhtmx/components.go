package clerkhtmx

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"

	"github.com/clerk-htmx/kit/partials"
)

// Component renders the component of that name, such as "user-button"; see
// [partials.Names] for all. Props come in pairs of name and value.
func (p Page) Component(name string, props ...any) (template.HTML, error) {
	if p.kit == nil {
		return "", nil
	}
	named, err := partials.Props(props...)
	if err != nil {
		return "", err
	}
	component, err := partials.New(name, named)
	if err != nil {
		return "", err
	}
	return p.html(p.kit.complete(p.exchange, p.Auth, component))
}

// SignIn is Clerk's sign-in form.
func (p Page) SignIn(props ...any) (template.HTML, error) { return p.Component("sign-in", props...) }

// SignUp is Clerk's sign-up form.
func (p Page) SignUp(props ...any) (template.HTML, error) { return p.Component("sign-up", props...) }

// Waitlist is Clerk's form for joining the waitlist.
func (p Page) Waitlist(props ...any) (template.HTML, error) { return p.Component("waitlist", props...) }

// UserButton is the user's picture with a menu behind it.
func (p Page) UserButton(props ...any) (template.HTML, error) {
	return p.Component("user-button", props...)
}

// UserAvatar is the user's picture.
func (p Page) UserAvatar(props ...any) (template.HTML, error) {
	return p.Component("user-avatar", props...)
}

// UserProfile is where people manage their account.
func (p Page) UserProfile(props ...any) (template.HTML, error) {
	return p.Component("user-profile", props...)
}

// OrganizationSwitcher is the menu of the user's organizations.
func (p Page) OrganizationSwitcher(props ...any) (template.HTML, error) {
	return p.Component("organization-switcher", props...)
}

// OrganizationProfile is where people manage the active organization.
func (p Page) OrganizationProfile(props ...any) (template.HTML, error) {
	return p.Component("organization-profile", props...)
}

// OrganizationList lists the user's organizations and invitations.
func (p Page) OrganizationList(props ...any) (template.HTML, error) {
	return p.Component("organization-list", props...)
}

// CreateOrganization is the form for a new organization.
func (p Page) CreateOrganization(props ...any) (template.HTML, error) {
	return p.Component("create-organization", props...)
}

// SignInButton is a link to the sign-in page, or with "mode" "modal" opens the form
// over this page.
func (p Page) SignInButton(props ...any) (template.HTML, error) {
	return p.Component("sign-in-button", props...)
}

// SignUpButton is [Page.SignInButton] for signing up.
func (p Page) SignUpButton(props ...any) (template.HTML, error) {
	return p.Component("sign-up-button", props...)
}

// SignOutButton ends the session.
func (p Page) SignOutButton(props ...any) (template.HTML, error) {
	return p.Component("sign-out-button", props...)
}

// ClerkLoading shows its "content" until clerk-js is ready.
func (p Page) ClerkLoading(props ...any) (template.HTML, error) {
	return p.Component("loading", props...)
}

// ClerkLoaded shows its "content" once clerk-js is ready.
func (p Page) ClerkLoaded(props ...any) (template.HTML, error) {
	return p.Component("loaded", props...)
}

// ClerkFailed shows its "content" if clerk-js could not be loaded.
func (p Page) ClerkFailed(props ...any) (template.HTML, error) {
	return p.Component("failed", props...)
}

// ClerkDegraded shows its "content" while clerk-js works, but cannot reach all of Clerk.
func (p Page) ClerkDegraded(props ...any) (template.HTML, error) {
	return p.Component("degraded", props...)
}

// complete sets the fields that the kit knows: the URL of a button, unless the caller set one,
// and whether a control component shows its content.
func (k *Kit) complete(x exchange, auth Auth, component partials.Component) partials.Component {
	switch component := component.(type) {
	case partials.SignInButton:
		component.URL = cmp.Or(component.URL, k.authPages.SignInURL(k.site(x), k.pageURL(x)))
		return component
	case partials.SignUpButton:
		component.URL = cmp.Or(component.URL, k.authPages.SignUpURL(k.site(x), k.pageURL(x)))
		return component
	case partials.SignedIn:
		component.Show = auth.SignedIn()
		return component
	case partials.SignedOut:
		component.Show = auth.Has(SignedOut())
		return component
	case partials.Protect:
		component.Show = auth.Has(protectRequirements(component)...)
		return component
	default:
		return component
	}
}

func protectRequirements(p partials.Protect) []Requirement {
	requirements := []Requirement{SignedIn()}
	if p.Role != "" {
		requirements = append(requirements, Role(p.Role))
	}
	if p.Permission != "" {
		requirements = append(requirements, Permission(p.Permission))
	}
	if p.Feature != "" {
		requirements = append(requirements, Feature(p.Feature))
	}
	if p.Plan != "" {
		requirements = append(requirements, Plan(p.Plan))
	}
	return requirements
}

// servePartial answers GET {BasePath}/partials/{name}, for pages that are not rendered in Go.
// It answers htmx and other scripts only: as a document, it could show the text of a stranger's
// link on this site.
func (k *Kit) servePartial(x exchange) error {
	if !isScriptRequest(x.r) {
		return &httpError{status: http.StatusNotFound}
	}
	component, err := partials.FromQuery(k.nameIn(x.r, routePartials), x.r.URL.Query())
	var unknown *partials.UnknownComponentError
	switch {
	case errors.As(err, &unknown):
		return &httpError{status: http.StatusNotFound, message: err.Error()}
	case err != nil:
		return &httpError{status: http.StatusBadRequest, message: err.Error()}
	}
	return k.render(x, k.complete(x, k.authFromContext(x.r.Context()), component))
}

// isScriptRequest reports whether a script made the request. The requests that a
// browser makes itself, for a document, a frame or an object, say so in Sec-Fetch-Dest
// (Fetch, section 2.2.5); those of browsers without that header accept HTML.
func isScriptRequest(r *http.Request) bool {
	dest := header(r, "Sec-Fetch-Dest")
	return isHTMX(r) || (dest == "" || dest == "empty") && clientOf(r) != clientDocument
}
