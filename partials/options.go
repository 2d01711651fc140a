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
	// AfterMultiSessionSingleSignOutURL after ending one session of several.
	AfterSignOutURL                   string `json:"afterSignOutUrl,omitempty"`
	AfterMultiSessionSingleSignOutURL string `json:"afterMultiSessionSingleSignOutUrl,omitempty"`
	// NewSubscriptionRedirectURL is where people go after subscribing to a plan.
	NewSubscriptionRedirectURL string `json:"newSubscriptionRedirectUrl,omitempty"`
	// TreatPendingAsSignedOut = new(false) takes sessions with open tasks for signed
	// in. Default true.
	TreatPendingAsSignedOut *bool `json:"treatPendingAsSignedOut,omitempty"`
	// TaskURLs are pages for the tasks of a pending session, by the task's key:
	// {"choose-organization": "/onboarding/organization"}.
	TaskURLs map[string]string `json:"taskUrls,omitempty"`
	// AllowedRedirectOrigins and AllowedRedirectProtocols limit redirect_url; this origin
	// is always allowed. A "*" stands for anything within an origin. Default: the
	// instance's domain and its subdomains, in development also its Frontend API; http and
	// https. A list takes the place of the default.
	AllowedRedirectOrigins   []string `json:"allowedRedirectOrigins,omitempty"`
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
	// TouchSession = new(false) from reporting that the page has the focus;
	// StandardBrowser = new(false) from using cookies. Default true.
	Polling         *bool `json:"polling,omitempty"`
	TouchSession    *bool `json:"touchSession,omitempty"`
	StandardBrowser *bool `json:"standardBrowser,omitempty"`
	// Telemetry says what usage data clerk-js sends. Default: some, in development.
	Telemetry *Telemetry `json:"telemetry,omitempty"`
	// Experimental turns on features that Clerk may change at any time.
	Experimental Object `json:"experimental,omitempty"`
	// UnsafeDisableDevelopmentModeConsoleWarning hides the warning about keys of a
	// development instance.
	UnsafeDisableDevelopmentModeConsoleWarning bool `json:"unsafe_disableDevelopmentModeConsoleWarning,omitempty"`
}

// Telemetry is what usage data clerk-js sends to Clerk.
type Telemetry struct {
	// Disabled sends none.
	Disabled bool `json:"disabled,omitempty"`
	// Debug logs to the console what it would send.
	Debug bool `json:"debug,omitempty"`
	// PerEventSampling = new(false) sends every event. Default true.
	PerEventSampling *bool `json:"perEventSampling,omitempty"`
}
