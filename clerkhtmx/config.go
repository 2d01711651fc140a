package clerkhtmx

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/clerk-htmx/kit/partials"
)

// Config says which Clerk instance the Kit serves and how. Only the keys are
// required; the zero value of every other field is its documented default.
// [New] copies and validates it: changing a Config afterwards changes nothing.
type Config struct {
	// PublishableKey identifies the Clerk instance: pk_test_… or pk_live_…
	// Required.
	PublishableKey string
	// SecretKey authorizes calls of Clerk's Backend API: sk_test_… or sk_live_…
	// Required, unless JWTKey is set and nothing but token verification is
	// needed.
	SecretKey string
	// MachineSecretKey is the secret key ("ak_…") of this application's machine in Clerk. With
	// it, Clerk refuses opaque M2M tokens that are meant for another machine. Default:
	// SecretKey verifies M2M tokens, whichever machine they are meant for.
	MachineSecretKey string
	// JWTKey is the instance's public key in PEM. With it, tokens are verified
	// without a network call; without it, the key set is fetched from APIURL.
	JWTKey string
	// APIURL is the base of Clerk's Backend API.
	// Default https://api.clerk.com.
	APIURL string
	// ProxyURL is where the application proxies Clerk's Frontend API: an
	// absolute URL, or a path such as "/__clerk" on the application's own
	// origin. Default: FrontendAPIProxy.Path; else browsers talk to Clerk's host.
	ProxyURL string
	// FrontendAPIProxy makes this application the proxy. Default: the application is not a
	// proxy. If ProxyURL is set, something else must then answer there.
	FrontendAPIProxy FrontendAPIProxy
	// Domain is the satellite application's domain, a host such as "satellite.com".
	// Without IsSatellite it is ignored, and [New] logs a warning. Default: none.
	Domain string
	// IsSatellite makes this application a satellite of another one, which
	// holds the session. It needs Domain or ProxyURL and, in development, an
	// absolute SignInURL.
	IsSatellite bool
	// SatelliteAutoSync sends first-time visitors of a satellite to the primary
	// application to look for a session. Default false: they are signed out
	// until they sign in.
	SatelliteAutoSync bool

	// AllowedRedirectOrigins are further origins that people may be sent to after signing
	// in, such as "https://satellite.com" of a satellite. clerk-js allows this origin, the
	// instance's domain and its subdomains by itself. In development, these origins are
	// also given the dev browser when they ask for it, as are loopback hosts and the origin
	// of SignInURL. Default: none.
	AllowedRedirectOrigins []string
	// AllowedRedirectProtocols are further protocols that clerk-js may navigate to, such as
	// "myapp:" of a native application. Default: none besides clerk-js's own, http and https
	// among them.
	AllowedRedirectProtocols []string
	// SkipPrimaryDomainCrossOriginSync turns off the handshake for a page that was opened from
	// a link on another site. Set it for applications without satellites. Default false, as in
	// Clerk's backend.
	SkipPrimaryDomainCrossOriginSync bool
	// HandshakeCookieOnly accepts the outcome of a handshake from cookies only, not from the
	// URL. It applies in production, where Clerk sets these cookies. Without it, a link with
	// the outcome of another person's handshake could sign people in as that person. Set it
	// unless another of Clerk's SDKs has to agree on every verdict. Default false, as in
	// Clerk's backend.
	HandshakeCookieOnly bool

	// AuthorizedParties lists the origins (the azp claim) whose tokens are accepted, such as
	// "https://app.example.com", spelled as browsers send them. Default: any origin, so that
	// tokens of a sibling subdomain are accepted, too. Set it in production.
	AuthorizedParties []string
	// Audience lists accepted values of the aud claim. A token without aud
	// always passes, as in Clerk's own SDKs. Default: any.
	Audience []string
	// Issuers lists accepted values of the iss claim, such as
	// "https://clerk.example.com", spelled as in the claim; a token without iss is
	// then refused. Default: any, since trust comes from the instance's keys.
	Issuers []string
	// ClockSkew is the tolerated difference between Clerk's clock and ours.
	// Default 5 s.
	ClockSkew time.Duration
	// IgnoreForeignAuthorization ignores an Authorization header that does not hold one of
	// Clerk's tokens, so that the application can use the header. The cookies decide then.
	// Clerk's tokens are JWTs with this instance in the iss claim and tokens with the prefix of
	// a machine token. Default false: guards answer 401 to any Bearer token that is not good,
	// as in Clerk's backend.
	IgnoreForeignAuthorization bool
	// OrganizationSync activates the organization that a page's URL names.
	// Default: the URL says nothing about organizations.
	OrganizationSync OrganizationSync
	// TreatPendingAsSignedIn accepts sessions that still have a task to do,
	// such as choosing an organization. Default false: pending is signed out.
	TreatPendingAsSignedIn bool

	// SignInURL is the page that signs people in. A path ("/sign-in") is served
	// by [Kit.Register], with everything below it; an http(s) URL is only linked to.
	// Default: Clerk's Account Portal.
	SignInURL string
	// SignUpURL is the page that signs people up, as SignInURL. Default: "/create"
	// below SignInURL, where Clerk's sign-in form signs people up; without either,
	// Clerk's Account Portal.
	SignUpURL string
	// WaitlistURL is the page with Clerk's waitlist, a [partials.Waitlist]. Default: Clerk's
	// Account Portal.
	WaitlistURL string
	// TaskURLs are the pages for the tasks of a pending session, such as
	// {partials.TaskKeyChooseOrganization: "/onboarding"}. Default: steps of the sign-in page.
	TaskURLs map[partials.SessionTask]string
	// AfterSignOutURL is where people go after signing out. Default: they stay
	// on the page.
	AfterSignOutURL string
	// AfterMultiSessionSingleSignOutURL is where people go after signing out of one session of
	// several. Default: the step of the sign-in page that lists the others.
	AfterMultiSessionSingleSignOutURL string
	// SignInForceRedirectURL and SignUpForceRedirectURL are where people go
	// after signing in or up, whatever redirect_url says. Default: none.
	SignInForceRedirectURL, SignUpForceRedirectURL string
	// SignInFallbackRedirectURL and SignUpFallbackRedirectURL are where people go if there is
	// no redirect_url. Default: people stay if the form is in a dialog, and go to "/" if it is
	// on a page of its own.
	SignInFallbackRedirectURL, SignUpFallbackRedirectURL string
	// NewSubscriptionRedirectURL is where people go after subscribing to a plan. Default: where
	// they go after signing in.
	NewSubscriptionRedirectURL string

	// ClerkJSURL and ClerkUIURL replace the addresses of Clerk's scripts.
	// Default: version 6 of clerk-js and version 1 of Clerk UI, from the
	// Frontend API.
	ClerkJSURL, ClerkUIURL string
	// Appearance and Localization go to Clerk's components unchanged.
	Appearance, Localization partials.Object
	// LocalizationURL is a JSON file with what Localization would hold, which browsers keep in
	// their cache. The page's language, <html lang>, takes the place of ":lang" in it, as in
	// "/locales/:lang.json". Without an answer, Clerk's components are in English. Default:
	// Localization.
	LocalizationURL string
	// SupportEmail is the address that Clerk's forms name to people who cannot sign in. Default:
	// that of the instance, as set in Clerk's dashboard.
	SupportEmail string
	// TelemetryDisabled keeps clerk-js from sending usage data to Clerk.
	TelemetryDisabled bool
	// TelemetryDebug makes clerk-js log usage data to the browser's console, and send none.
	// Default false.
	TelemetryDebug bool
	// UnsafeDisableDevelopmentModeConsoleWarning hides clerk-js's warning about the keys of a
	// development instance. Default false.
	UnsafeDisableDevelopmentModeConsoleWarning bool
	// ClerkJS are options of clerk-js that few applications need. Default: clerk-js's.
	ClerkJS ClerkJSOptions

	// PublicURL is the address at which browsers see the application, such as
	// "https://app.example.com", or "https://example.com/app" if a proxy removes "/app". The
	// kit uses its scheme, host and prefix in every address that it makes, and ignores
	// X-Forwarded-Host, -Proto and -Prefix. Set it in production, unless the application has
	// several hosts. Default: the address of the request, or these headers if they come from
	// TrustedProxies.
	PublicURL string
	// TrustedProxies are the peers whose X-Forwarded-Host, -Proto and -Prefix headers count. A
	// list with entries also trusts peers on a Unix socket. An empty list that is not nil
	// trusts no peer. Default nil: peers on this machine and on private networks, as in Echo's
	// default for the scheme.
	TrustedProxies []netip.Prefix
	// BasePath is the path that [Kit.Register] mounts the kit at. Default "/clerk".
	BasePath string
	// Skipper reports whether the middleware skips a request. A skipped request is signed out.
	// Default: no request is skipped.
	Skipper middleware.Skipper
	// Refuse answers a request for a document that a guard refused with 401 or 403. Use it
	// for pages of the application's own. It is not called for 503, nor for requests of
	// htmx, API clients and machines. Default: for 401 a redirect to the sign-in page, for
	// 403 an error for Echo's HTTPErrorHandler.
	Refuse func(echo.Context, Refusal) error
	// Nonce returns the request's Content-Security-Policy nonce, in base64, which
	// [Page.Head] puts on its tags and [Kit.ContentSecurityPolicy] sends. Set it if a
	// middleware of the application makes the nonce. Default: that of
	// ContentSecurityPolicy; without it, no nonce.
	Nonce func(echo.Context) string
	// Logger gets warnings and errors and, at level debug, the reasons of refusals. It never
	// gets a token or cookie value. Default slog.Default().
	Logger *slog.Logger
	// Metrics receives the kit's counts. Default: they are dropped.
	Metrics Metrics
	// HTTPClient makes the calls of the Backend API, and its transport those of
	// FrontendAPIProxy. Its redirect policy is not used, because the secret key must go to
	// APIURL alone. Replies are cut off at 10 MiB. Default: a client with a 5 s time-out.
	HTTPClient *http.Client
	// Store remembers which hook deliveries were made. Replicas that share one
	// run each hook once between them. Default: in memory, see [NewMemoryStore].
	Store Store
	// TokenCacheSize is how many tokens with a good signature the Kit remembers, so that each costs
	// one RSA verification, not one for each request. A browser has a new token every minute: set
	// it to the number of people who use a process within a minute. A remembered token takes
	// about three times its length, mostly 3 KiB to 5 KiB, and the memory is taken as it is
	// used. Default 8192.
	TokenCacheSize int
	// HookTimeout bounds the handlers of one [Event] together. Default 5 s.
	HookTimeout time.Duration

	// unread are the fields that ConfigFromEnv could not read. New reports them.
	unread mistakes
	// BackendAPILimit bounds the calls of Clerk's Backend API that strangers can
	// cause. Default: 10 failed ones a second and 16 in flight.
	BackendAPILimit BackendAPILimit
}
