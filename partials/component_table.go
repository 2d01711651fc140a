package partials

// declaration is all that the package knows of a component besides its struct.
type declaration struct {
	// name is that of its custom element without "clerk-", and of its template.
	name string
	// prototype is the struct's zero value.
	prototype Component
	// kind says which template and which data the component is rendered with.
	kind kind
}

// kind names the template that the components of a kind share, unless they have one of
// their own.
type kind string

const (
	// element is a component that Clerk's UI is mounted into, see renderElement.
	element kind = "clerk-element"
	// button is an element around a link, see renderButton.
	button kind = "clerk-button"
	// control is an element that shows or hides its content, see renderControl.
	control kind = "clerk-control"
)

// components is where a component is declared. Everything else follows from it:
// its name and props in [New] and [FromQuery], its template, and the data that
// [ParseTemplates] tries templates out with.
//
//nolint:gochecknoglobals // an immutable table
var components = []declaration{
	{"sign-in", SignIn{}, element},
	{"sign-up", SignUp{}, element},
	{"waitlist", Waitlist{}, element},
	{"user-button", UserButton{}, element},
	{"user-avatar", UserAvatar{}, element},
	{"user-profile", UserProfile{}, element},
	{"organization-switcher", OrganizationSwitcher{}, element},
	{"organization-profile", OrganizationProfile{}, element},
	{"organization-list", OrganizationList{}, element},
	{"create-organization", CreateOrganization{}, element},

	{"sign-in-button", SignInButton{}, button},
	{"sign-up-button", SignUpButton{}, button},
	{"sign-out-button", SignOutButton{}, button},

	{"signed-in", SignedIn{}, control},
	{"signed-out", SignedOut{}, control},
	{"protect", Protect{}, control},
	{"loading", ClerkLoading{}, control},
	{"loaded", ClerkLoaded{}, control},
	{"failed", ClerkFailed{}, control},
	{"degraded", ClerkDegraded{}, control},
}

// Names returns the names that [New] knows, sorted.
func Names() []string { return shipped.known() }
