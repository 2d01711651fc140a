package partials

// Routing says where a component keeps the step that it is at.
type Routing string

const (
	// RoutingPath puts steps below Path, such as /sign-in/factor-one. The server
	// must serve the same page for Path and everything below.
	RoutingPath Routing = "path"
	// RoutingHash puts steps into the URL's fragment. Clerk's default without Path.
	RoutingHash Routing = "hash"
)

func (Routing) choices() []string { return []string{string(RoutingPath), string(RoutingHash)} }

// OAuthFlow says how people get to the page of a social provider.
type OAuthFlow string

const (
	// OAuthFlowAuto lets Clerk choose. Clerk's default.
	OAuthFlowAuto OAuthFlow = "auto"
	// OAuthFlowRedirect leaves the page.
	OAuthFlowRedirect OAuthFlow = "redirect"
	// OAuthFlowPopup opens a window.
	OAuthFlowPopup OAuthFlow = "popup"
)

func (OAuthFlow) choices() []string {
	return []string{string(OAuthFlowAuto), string(OAuthFlowRedirect), string(OAuthFlowPopup)}
}

// OpenMode says how a component opens another one, such as the user button the user
// profile.
type OpenMode string

const (
	// OpenModal opens it over the page. Clerk's default.
	OpenModal OpenMode = "modal"
	// OpenNavigation goes to the URL that must be given with it.
	OpenNavigation OpenMode = "navigation"
)

func (OpenMode) choices() []string { return []string{string(OpenModal), string(OpenNavigation)} }

// ButtonMode says what a [SignInButton] or [SignUpButton] does.
type ButtonMode string

const (
	// ButtonRedirect goes to the sign-in or sign-up page. The default.
	ButtonRedirect ButtonMode = "redirect"
	// ButtonModal opens Clerk's component over the page.
	ButtonModal ButtonMode = "modal"
)

func (ButtonMode) choices() []string { return []string{string(ButtonRedirect), string(ButtonModal)} }

// chooser is a string with a fixed set of values. "" means Clerk's default.
type chooser interface{ choices() []string }
