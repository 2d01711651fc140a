package partials

// Options are the options of Clerk.load, under Clerk's names. What is not set is left
// to clerk-js.
type Options struct {
	// SignInURL and SignUpURL are the application's own pages. Default: those of
	// Clerk's Account Portal.
	SignInURL string `json:"signInUrl,omitempty"`
	SignUpURL string `json:"signUpUrl,omitempty"`
	// WaitlistURL is the page of the [Waitlist].
	WaitlistURL string `json:"waitlistUrl,omitempty"`
	// …ForceRedirectURL is where people go after signing in or up, whatever redirect_url says.
	// …FallbackRedirectURL is where they go without a redirect_url. Default "/".
	SignInForceRedirectURL    string `json:"signInForceRedirectUrl,omitempty"`
	SignInFallbackRedirectURL string `json:"signInFallbackRedirectUrl,omitempty"`
	SignUpForceRedirectURL    string `json:"signUpForceRedirectUrl,omitempty"`
	SignUpFallbackRedirectURL string `json:"signUpFallbackRedirectUrl,omitempty"`
	// AfterSignOutURL is where people go after signing out, and
	// AfterMultiSessionSingleSignOutURL after ending one session of several. Default: the page,
	// and the step of the sign-in page that lists the other sessions.
	AfterSignOutURL                   string `json:"afterSignOutUrl,omitempty"`
	AfterMultiSessionSingleSignOutURL string `json:"afterMultiSessionSingleSignOutUrl,omitempty"`
	// NewSubscriptionRedirectURL is where people go after subscribing to a plan. Default: where
	// they go after signing in.
	NewSubscriptionRedirectURL string `json:"newSubscriptionRedirectUrl,omitempty"`
	// TreatPendingAsSignedOut = new(false) takes sessions with open tasks for signed
	// in. The kit's script reads it. Default true.
	TreatPendingAsSignedOut *bool `json:"treatPendingAsSignedOut,omitempty"`
	// TaskURLs are the pages for the tasks of a pending session. Default: steps of the sign-in
	// page.
	TaskURLs map[SessionTask]string `json:"taskUrls,omitempty"`
	// AllowedRedirectOrigins limits redirect_url; this origin is always allowed. A "*" stands
	// for anything within an origin. A list takes the place of the default. Default: the
	// instance's domain and its subdomains, in development also its Frontend API.
	AllowedRedirectOrigins []string `json:"allowedRedirectOrigins,omitempty"`
	// AllowedRedirectProtocols are further protocols that clerk-js may navigate to, such as
	// "myapp:" of a native application. Default: none besides http, https and those of two
	// kinds of embedded browsers, "wails:" and "chrome-extension:".
	AllowedRedirectProtocols []string `json:"allowedRedirectProtocols,omitempty"`

	// IsSatellite says that another application holds the session, and
	// SatelliteAutoSync that first-time visitors are sent there to look for it.
	IsSatellite       bool `json:"isSatellite,omitempty"`
	SatelliteAutoSync bool `json:"satelliteAutoSync,omitempty"`

	// Appearance and Localization are for all of Clerk's components.
	Appearance   Object `json:"appearance,omitempty"`
	Localization Object `json:"localization,omitempty"`
	// SupportEmail is shown in forms that fail.
	SupportEmail string `json:"supportEmail,omitempty"`

	// Polling = new(false) keeps clerk-js from renewing the token in the background;
	// TouchSession = new(false) from reporting that the page has the focus. Default true.
	Polling      *bool `json:"polling,omitempty"`
	TouchSession *bool `json:"touchSession,omitempty"`
	// RouterDebug logs each navigation of clerk-js to the console.
	RouterDebug bool `json:"routerDebug,omitempty"`
	// Telemetry says what usage data clerk-js sends. Default: some, in development.
	Telemetry *Telemetry `json:"telemetry,omitempty"`
	// Experimental turns on features that Clerk may change at any time.
	Experimental Object `json:"experimental,omitempty"`
	// UnsafeDisableDevelopmentModeConsoleWarning hides the warning about keys of a
	// development instance.
	UnsafeDisableDevelopmentModeConsoleWarning bool `json:"unsafe_disableDevelopmentModeConsoleWarning,omitempty"`

	// Other are options that have no field here, under Clerk's names. They go to clerk-js
	// unchanged, and the URLs among them are not checked. It is an error if an option has a
	// field, or is one that the script sets. Default: none.
	Other Object `json:"-"`
}

// SessionTask is the key of a task that keeps a session pending. Clerk may add more.
type SessionTask string

const (
	// TaskKeyChooseOrganization is for people who must choose or create an organization.
	TaskKeyChooseOrganization SessionTask = "choose-organization"
	// TaskKeyResetPassword is for people whose password is compromised or has expired.
	TaskKeyResetPassword SessionTask = "reset-password"
	// TaskKeySetupMFA is for people who must add a second factor.
	TaskKeySetupMFA SessionTask = "setup-mfa"
)

// Validate returns the first mistake in the options, a [PropError], or an error of
// encoding/json. [Head] returns the same error.
func (o Options) Validate() error {
	_, err := shipped.encodeOptions(o)
	return err
}
