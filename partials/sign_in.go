package partials

import (
	"context"
	"io"
)

// InitialValues fill in a form beforehand.
type InitialValues struct {
	EmailAddress string `json:"emailAddress,omitempty"`
	PhoneNumber  string `json:"phoneNumber,omitempty"`
	Username     string `json:"username,omitempty"`
	FirstName    string `json:"firstName,omitempty"` // sign-up only
	LastName     string `json:"lastName,omitempty"`  // sign-up only
}

// SignIn is Clerk's sign-in form: <clerk-sign-in>.
type SignIn struct {
	// Routing and Path say where the form keeps its steps. Default: in the hash.
	// A Path implies RoutingPath.
	Routing Routing `json:"routing,omitempty"`
	Path    string  `json:"path,omitempty"`
	// ForceRedirectURL is where people go afterwards, whatever redirect_url says.
	ForceRedirectURL string `json:"forceRedirectUrl,omitempty"`
	// FallbackRedirectURL is where people go if there is no redirect_url.
	// Default "/".
	FallbackRedirectURL string `json:"fallbackRedirectUrl,omitempty"`
	// SignInURL is where this form is; SignUpURL is what its sign-up link opens.
	// Default: those of [Options].
	SignInURL string `json:"signInUrl,omitempty"`
	SignUpURL string `json:"signUpUrl,omitempty"`
	// SignUpForceRedirectURL and SignUpFallbackRedirectURL are for people who sign
	// up instead.
	SignUpForceRedirectURL    string `json:"signUpForceRedirectUrl,omitempty"`
	SignUpFallbackRedirectURL string `json:"signUpFallbackRedirectUrl,omitempty"`
	// AfterSignOutURL is where people go when they sign out. Default: they stay.
	AfterSignOutURL string `json:"afterSignOutUrl,omitempty"`
	// WaitlistURL is what the link to the waitlist opens.
	WaitlistURL string `json:"waitlistUrl,omitempty"`
	// InitialValues fill in the form.
	InitialValues *InitialValues `json:"initialValues,omitempty"`
	// WithSignUp lets people without an account sign up in this form.
	WithSignUp bool `json:"withSignUp,omitempty"`
	// Transferable = new(false) keeps an attempt to sign in with a provider from
	// becoming a sign-up. Default true.
	Transferable *bool `json:"transferable,omitempty"`
	// OAuthFlow is how people get to a provider. Default OAuthFlowAuto.
	OAuthFlow OAuthFlow `json:"oauthFlow,omitempty"`
	// OIDCPrompt is passed to the provider as OpenID Connect's prompt parameter.
	OIDCPrompt string `json:"oidcPrompt,omitempty"`
	// UnsafeMetadata is stored with a user who signs up. The browser can change it.
	UnsafeMetadata Object `json:"unsafeMetadata,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID is the element's id. An element with an id survives htmx swaps whose new
	// content has the same id in it.
	ID string `json:"-" prop:"id"`
	// Fallback is shown until Clerk's form is there, and if Clerk is unavailable. Default:
	// nothing.
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c SignIn) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// SignUp is Clerk's sign-up form: <clerk-sign-up>.
type SignUp struct {
	// Routing and Path say where the form keeps its steps. Default: in the hash.
	// A Path implies RoutingPath.
	Routing Routing `json:"routing,omitempty"`
	Path    string  `json:"path,omitempty"`
	// ForceRedirectURL is where people go afterwards, whatever redirect_url says.
	ForceRedirectURL string `json:"forceRedirectUrl,omitempty"`
	// FallbackRedirectURL is where people go if there is no redirect_url.
	// Default "/".
	FallbackRedirectURL string `json:"fallbackRedirectUrl,omitempty"`
	// SignInURL is what the form's sign-in link opens. Default: that of [Options].
	SignInURL string `json:"signInUrl,omitempty"`
	// SignInForceRedirectURL and SignInFallbackRedirectURL are for people who sign
	// in instead.
	SignInForceRedirectURL    string `json:"signInForceRedirectUrl,omitempty"`
	SignInFallbackRedirectURL string `json:"signInFallbackRedirectUrl,omitempty"`
	// AfterSignOutURL is where people go when they sign out. Default: they stay.
	AfterSignOutURL string `json:"afterSignOutUrl,omitempty"`
	// WaitlistURL is what the link to the waitlist opens.
	WaitlistURL string `json:"waitlistUrl,omitempty"`
	// InitialValues fill in the form.
	InitialValues *InitialValues `json:"initialValues,omitempty"`
	// OAuthFlow is how people get to a provider. Default OAuthFlowAuto.
	OAuthFlow OAuthFlow `json:"oauthFlow,omitempty"`
	// OIDCPrompt is passed to the provider as OpenID Connect's prompt parameter.
	OIDCPrompt string `json:"oidcPrompt,omitempty"`
	// UnsafeMetadata is stored with the new user. The browser can change it.
	UnsafeMetadata Object `json:"unsafeMetadata,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c SignUp) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// Waitlist is Clerk's form to join the waitlist: <clerk-waitlist>.
type Waitlist struct {
	// AfterJoinWaitlistURL is where people go afterwards. Default: they stay.
	AfterJoinWaitlistURL string `json:"afterJoinWaitlistUrl,omitempty"`
	// SignInURL is what the form's sign-in link opens. Default: that of [Options].
	SignInURL string `json:"signInUrl,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c Waitlist) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}
