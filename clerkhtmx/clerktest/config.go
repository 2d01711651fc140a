package clerktest

import (
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// CaptchaToken is the token that passes the bot protection of an instance, see [Config]. Cloudflare's Turnstile gives it to
// pages with a site key for tests.
const CaptchaToken = fakeclerk.CaptchaToken

// Mode is the kind of Clerk instance that is played.
type Mode int

const (
	// Production is a pk_live_ instance. The default.
	Production Mode = iota
	// Development is a pk_test_ instance on *.clerk.accounts.dev, with a dev browser (__clerk_db_jwt).
	Development
	// DevelopmentCustomHost is a pk_test_ instance on a host of its own, where clerk-js sets up no dev browser.
	DevelopmentCustomHost
)

// Config describes the instance. The zero value is a production instance with the defaults named at each field.
type Config struct {
	// Mode is the kind of instance. Default Production.
	Mode Mode
	// FrontendAPIHost is the host in the publishable key, by which the cookies of several instances differ. A test with
	// several instances gives each its own. Default clerk.kit.test, in Development happy-ant-12.clerk.accounts.dev.
	FrontendAPIHost string
	// Origin is the application's origin, such as http://localhost:8080: the azp claim of tokens, and the one of
	// AuthorizedParties in [Clerk.Config]. Default: the origin of each request, and no AuthorizedParties.
	Origin string
	// Prefix is the path at which the application mounts the [Clerk], such as /__clerk. Browsers then reach it on the
	// application's own origin, whatever that is. Default: browsers reach it at [Clerk.URL].
	Prefix string
	// Address is where the instance listens, on this machine, such as localhost:4401. Default: a free port of 127.0.0.1, or
	// of localhost if that is the host of Origin.
	Address string
	// KeyFile is a file with the instance's secret key and signing key, so that they are the same after a restart. It is
	// made if it does not exist. Keep it out of version control. Default: new keys at each start.
	KeyFile string
	// TokenTTL is the life of a session token. Default 60 seconds.
	TokenTTL time.Duration
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Latency is added to every answer. Default none.
	Latency time.Duration
	// EmailCode is the one correct verification code. Default 424242.
	EmailCode string
	// RandomCodes makes a new code for each message, as Clerk does; [Clerk.Code] tells it. Only Clerk's test addresses
	// (+clerk_test, and numbers with 555-0100 to 0199) keep EmailCode. Default: EmailCode for all.
	RandomCodes bool
	// BotProtection asks for a captcha at sign-up. clerk-js loads it from https://challenges.cloudflare.com; in a test
	// without network the page has a window.turnstile of its own that gives [CaptchaToken]. Default: no captcha.
	BotProtection bool
	// RateLimits holds clients to Clerk's limits: 5 sign-ins, 5 sign-ups and 3 attempts at a factor or a code in 10 s. Default: no
	// limits. A [Fault] with status 429 limits any other request.
	RateLimits bool
	// AllowedOrigins are the origins of pages that may use the instance, besides Origin. Others get Clerk's error
	// origin_invalid. Default: all of this machine and of names that are reserved for tests.
	AllowedOrigins []string
	// RotateClient gives a browser another __client cookie at each sign-in and sign-out, after which the former one is
	// unknown. Default: the cookie stays.
	RotateClient bool
	// KeepHandshakeCookie leaves it to the application to expire the cookie of a handshake in production. Clerk does
	// either. Default: the handshake itself expires it.
	KeepHandshakeCookie bool
	// SingleSession allows one session for each browser. Default: several.
	SingleSession bool
	// ForceOrganizationSelection leaves a new session pending until an organization is chosen. Default: it is active at once.
	ForceOrganizationSelection bool
	// HandshakeNonce answers a handshake with a nonce instead of the handshake token. Clerk does either.
	HandshakeNonce bool
	// RefreshTokens adds __refresh cookies, with which an expired token is renewed without a redirect. Default: none.
	RefreshTokens bool
	// Browser holds @clerk/clerk-js and @clerk/ui as npm installs them, for tests with a real browser: os.DirFS("node_modules").
	// Default none: clerk-js cannot be loaded from the instance.
	Browser fs.FS
	// ApplicationName is shown by Clerk UI. Default "Fake Clerk".
	ApplicationName string
	// Logger gets one debug line for each request, without secrets. Default: discarded.
	Logger *slog.Logger
}

func (cfg Config) engine() fakeclerk.Config {
	return fakeclerk.Config{
		Mode:                       fakeclerk.Mode(cfg.Mode),
		FrontendAPIHost:            cfg.FrontendAPIHost,
		Origin:                     cfg.Origin,
		Prefix:                     cfg.Prefix,
		Address:                    cfg.Address,
		KeyFile:                    cfg.KeyFile,
		TokenTTL:                   cfg.TokenTTL,
		Now:                        cfg.Now,
		Latency:                    cfg.Latency,
		EmailCode:                  cfg.EmailCode,
		RandomCodes:                cfg.RandomCodes,
		BotProtection:              cfg.BotProtection,
		RateLimits:                 cfg.RateLimits,
		AllowedOrigins:             slices.Clone(cfg.AllowedOrigins),
		RotateClient:               cfg.RotateClient,
		KeepHandshakeCookie:        cfg.KeepHandshakeCookie,
		SingleSession:              cfg.SingleSession,
		ForceOrganizationSelection: cfg.ForceOrganizationSelection,
		HandshakeNonce:             cfg.HandshakeNonce,
		RefreshTokens:              cfg.RefreshTokens,
		Browser:                    cfg.Browser,
		ApplicationName:            cfg.ApplicationName,
		Logger:                     cfg.Logger,
	}
}
