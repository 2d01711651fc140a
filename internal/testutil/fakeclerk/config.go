package fakeclerk

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"
)

// Mode is the kind of Clerk instance that the fake plays. It decides the publishable key and, through it, how clerk-js
// and a Clerk backend handle cookies.
type Mode int

const (
	// ProductionMode is a pk_live_ instance: the Frontend API finds the browser by its __client cookie and sets
	// __client_uat itself; a handshake travels in a cookie.
	ProductionMode Mode = iota
	// DevelopmentMode is a pk_test_ instance on *.clerk.accounts.dev: browsers are found by their dev browser
	// (__clerk_db_jwt), clerk-js writes __client_uat, a handshake travels in the query.
	DevelopmentMode
	// DevelopmentCustomHostMode is a pk_test_ instance on a host of its own: clerk-js sets up no dev browser there, so
	// the __client cookie counts, but backends still treat the instance as a development one.
	DevelopmentCustomHostMode
)

// SignUpMode says who may sign up.
type SignUpMode string

const (
	// SignUpPublic lets everybody sign up.
	SignUpPublic SignUpMode = "public"
	// SignUpRestricted lets nobody sign up without an invitation.
	SignUpRestricted SignUpMode = "restricted"
	// SignUpWaitlist shows a waitlist in the place of sign-up.
	SignUpWaitlist SignUpMode = "waitlist"
)

// Config describes the instance. The zero value is a production instance with the defaults named at each field.
type Config struct {
	// Mode is the kind of instance. Default ProductionMode.
	Mode Mode
	// FrontendAPIHost is the host in the publishable key. Default clerk.kit.test, in DevelopmentMode
	// happy-ant-12.clerk.accounts.dev. With a proxy URL nobody ever connects to it.
	FrontendAPIHost string
	// BaseURL is where browsers reach the fake, without trailing slash, such as http://localhost:4400/__clerk.
	// Default: Origin and Prefix if both are set, else scheme and host of each request, and Prefix.
	BaseURL string
	// Prefix is the path the fake is mounted under, such as /__clerk; it may have been stripped off a request or not.
	// Default: the root.
	Prefix string
	// Address is where Listen listens, on loopback, such as localhost:4401. Default: a free port of 127.0.0.1, or of
	// localhost if that is the host of Origin, because cookies take the two for different sites.
	Address string
	// KeyFile is a file with the keys, so that they are the same after a restart. It is made if it does not exist, and
	// opens nothing but this fake. Default: new keys at each start.
	KeyFile string
	// Origin is the application's origin, such as http://localhost:4400; it becomes the azp claim of tokens and the base
	// of the URLs Clerk UI navigates to. Default: the origin of each request.
	Origin string
	// Issuer is the iss claim. Default https:// and the FrontendAPIHost.
	Issuer string
	// TokenTTL is the life of a session token. Default 60 seconds. clerk-js refreshes 17 seconds before the end, so
	// values under 30 seconds make it ask without pause.
	TokenTTL time.Duration
	// Now is the clock. Default time.Now. Called from many goroutines.
	Now func() time.Time
	// Latency is added to every answer. Default none.
	Latency time.Duration
	// Browser holds the browser packages in the layout of node_modules (@clerk/clerk-js/dist/…, @clerk/ui/dist/…).
	// Default none: /npm/ answers 404.
	Browser fs.FS
	// Logger gets one debug line for each request, with method, path and status. Default: discarded.
	Logger *slog.Logger
	// EmailCode is the one correct verification code, for email addresses and phone numbers. Default 424242.
	EmailCode string
	// RandomCodes makes a new code for each message, as Clerk does, but for its test addresses (+clerk_test, 555-01XX),
	// which keep EmailCode. See Clerk.Code. Default: EmailCode for all.
	RandomCodes bool
	// BotProtection asks for a captcha at sign-up: clerk-js loads Cloudflare's Turnstile, and the one valid token is
	// CaptchaToken. Default: none.
	BotProtection bool
	// RateLimits holds clients to Clerk's limits for sign-in and sign-up. Default: none.
	RateLimits bool
	// AllowedOrigins are the origins of pages that may use the Frontend API, besides Origin; others get origin_invalid.
	// Default: all of this machine, and those of names that are reserved for tests.
	AllowedOrigins []string
	// RotateClient gives a browser another __client cookie at each sign-in and sign-out. The former value is unknown
	// from then on. Default: it keeps its cookie.
	RotateClient bool
	// KeepHandshakeCookie leaves out of a production handshake the directive that expires its cookie, so that the browser
	// sends the cookie until it runs out. Default: the cookie is expired. Clerk does either.
	KeepHandshakeCookie bool
	// SingleSession allows one session for each browser. Default: several, with account switching.
	SingleSession bool
	// ForceOrganizationSelection leaves a new session pending, with the task choose-organization, until an organization
	// is chosen. Default: people may work in their personal account.
	ForceOrganizationSelection bool
	// UsernameEnabled and PhoneNumberEnabled make Clerk UI ask for these, as optional fields. The API takes them anyway.
	UsernameEnabled, PhoneNumberEnabled bool
	// SignUpMode says who may sign up. Default SignUpPublic.
	SignUpMode SignUpMode
	// HandshakeNonce answers a handshake that asks for format=nonce with a nonce, to be exchanged at the Backend API.
	// Default: with the handshake token itself. Clerk does either.
	HandshakeNonce bool
	// RefreshTokens makes handshakes hand out __refresh_<suffix> cookies, with which a backend may renew an expired
	// session token without a redirect. Default: none.
	RefreshTokens bool
	// ApplicationName is shown by Clerk UI. Default "Fake Clerk".
	ApplicationName string
}

// withDefaults returns a copy in which every empty field has its documented default.
func (cfg Config) withDefaults() Config {
	if cfg.FrontendAPIHost == "" {
		cfg.FrontendAPIHost = "clerk.kit.test"
		if cfg.Mode == DevelopmentMode {
			cfg.FrontendAPIHost = "happy-ant-12.clerk.accounts.dev"
		}
	}
	if cfg.Issuer == "" {
		cfg.Issuer = "https://" + cfg.FrontendAPIHost
	}
	if cfg.TokenTTL == 0 {
		cfg.TokenTTL = time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.EmailCode == "" {
		cfg.EmailCode = "424242"
	}
	if cfg.SignUpMode == "" {
		cfg.SignUpMode = SignUpPublic
	}
	if cfg.ApplicationName == "" {
		cfg.ApplicationName = "Fake Clerk"
	}
	cfg.BaseURL = strings.TrimSuffix(cfg.BaseURL, "/")
	cfg.Prefix = strings.TrimSuffix(cfg.Prefix, "/")
	cfg.Origin = strings.TrimSuffix(cfg.Origin, "/")
	if cfg.BaseURL == "" && cfg.Prefix != "" && cfg.Origin != "" {
		cfg.BaseURL = cfg.Origin + cfg.Prefix
	}
	if cfg.Address == "" {
		cfg.Address = cfg.defaultAddress()
	}
	return cfg
}

func (cfg Config) defaultAddress() string {
	if origin, err := url.Parse(cfg.Origin); err == nil && origin.Hostname() == "localhost" {
		return "localhost:0"
	}
	return "127.0.0.1:0"
}

// validate reports all mistakes at once, each naming its field.
func (cfg Config) validate() error {
	var errs []error
	wrong := func(field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: "+format, append([]any{field}, args...)...))
	}
	if cfg.Mode < ProductionMode || cfg.Mode > DevelopmentCustomHostMode {
		wrong("Mode", "unknown mode %d", cfg.Mode)
	}
	if !strings.Contains(cfg.FrontendAPIHost, ".") || strings.ContainsAny(cfg.FrontendAPIHost, "$/ ") {
		wrong("FrontendAPIHost", "%q is not a host name with a dot", cfg.FrontendAPIHost)
	}
	if cfg.Prefix != "" && !strings.HasPrefix(cfg.Prefix, "/") {
		wrong("Prefix", "%q does not start with a slash", cfg.Prefix)
	}
	if host, _, err := net.SplitHostPort(cfg.Address); err != nil || host != "localhost" && !isLoopback(host) {
		wrong("Address", "%q is not a port of localhost or of a loopback address", cfg.Address)
	}
	for field, values := range map[string][]string{"BaseURL": {cfg.BaseURL}, "Origin": {cfg.Origin}, "AllowedOrigins": cfg.AllowedOrigins} {
		for _, value := range values {
			u, err := url.Parse(value)
			if value != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
				wrong(field, "%q is not an absolute http URL", value)
			}
		}
	}
	if cfg.TokenTTL < time.Second {
		wrong("TokenTTL", "%s is less than a second", cfg.TokenTTL)
	}
	switch cfg.SignUpMode {
	case SignUpPublic, SignUpRestricted, SignUpWaitlist:
	default:
		wrong("SignUpMode", "unknown mode %q", cfg.SignUpMode)
	}
	return errors.Join(errs...)
}

// publishableKey is pk_<environment>_ and base64 of the Frontend API host and a dollar sign, unpadded as Clerk issues it.
func (cfg Config) publishableKey() string {
	return "pk_" + cfg.environment() + "_" + base64.RawStdEncoding.EncodeToString([]byte(cfg.FrontendAPIHost+"$"))
}

func (cfg Config) environment() string {
	if cfg.Mode == ProductionMode {
		return "live"
	}
	return "test"
}
