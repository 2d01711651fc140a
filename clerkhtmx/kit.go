package clerkhtmx

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
	"github.com/clerk-htmx/kit/internal/jwks"
	"github.com/clerk-htmx/kit/internal/recent"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
	"github.com/clerk-htmx/kit/internal/signin"
	"github.com/clerk-htmx/kit/internal/site"
	"github.com/clerk-htmx/kit/internal/statecookie"
	"github.com/clerk-htmx/kit/partials"
	"github.com/clerk-htmx/kit/static"
)

// Kit is the auth kit of one Clerk instance. Make one with [New] when the program
// starts, register hooks and fragments, then serve. After the first request
// nothing about it changes; it is safe for concurrent use.
type Kit struct {
	cfg  Config
	key  authn.PublishableKey
	auth *authn.Authenticator
	// machines is for the routes that let machines in.
	machines     *authn.MachineAuthenticator
	api          *clerkapi.API
	keys         sessiontoken.KeySource
	stateCookies statecookie.Jar
	hooks        *hooks
	origin       *http.CrossOriginProtection

	// privateNoStore and varyOn are values of headers, see personal.
	privateNoStore, varyOn []string

	sites           site.Finder
	forwardedScheme echo.SchemeExtractor

	// heads are the prepared heads of pages, by the prefix of the site.
	heads *recent.Map[partials.PreparedHead]

	// scriptURL and styleURL name the kit's assets by their content.
	scriptURL, styleURL string

	// authPages are the sign-in and sign-up pages. proxyPaths are the paths of this site at
	// which Clerk's Frontend API answers.
	authPages            *signin.Pages
	proxyPaths, ownPaths []string

	// contexts makes the contexts for functions of the application at the edge of net/http.
	contexts *echo.Echo

	troubleLog                       troubleLog
	warnedRegister, warnedMiddleware atomic.Bool
	// mounted reports that the kit's routes are served, by Register or Handler.
	mounted atomic.Bool

	mu           sync.RWMutex
	fragments    map[string]Fragment
	registeredOn map[*echo.Echo]struct{}
}

// New makes a Kit. Its error lists every field of cfg that is wrong, by its name and
// without a secret.
func New(cfg Config) (*Kit, error) {
	cfg = cfg.withDefaults()
	key, wrong := cfg.validate()
	keys, err := keySource(cfg)
	wrong.add("JWTKey", err)
	cookies, err := statecookie.New(cfg.SecretKey, key.CookieSuffix())
	if err != nil {
		return nil, fmt.Errorf("clerkhtmx: state cookie key: %w", err)
	}
	api, err := newBackendAPI(cfg)
	wrong.add("APIURL", err)
	authenticator, err := authn.New(authn.Config{
		PublishableKey:                   key,
		ProxyURL:                         cfg.ProxyURL,
		Domain:                           cfg.Domain,
		IsSatellite:                      cfg.IsSatellite,
		SatelliteAutoSync:                cfg.SatelliteAutoSync,
		SignInURL:                        cfg.SignInURL,
		AuthorizedParties:                cfg.AuthorizedParties,
		Audience:                         cfg.Audience,
		Issuers:                          cfg.Issuers,
		AllowedRedirectOrigins:           cfg.AllowedRedirectOrigins,
		SkipPrimaryDomainCrossOriginSync: cfg.SkipPrimaryDomainCrossOriginSync,
		HandshakeCookieOnly:              cfg.HandshakeCookieOnly,
		ClockSkew:                        cfg.ClockSkew,
		IgnoreForeignAuthorization:       cfg.IgnoreForeignAuthorization,
		OrganizationSync:                 authn.OrganizationSync(cfg.OrganizationSync),
		TokenCacheSize:                   cfg.TokenCacheSize,
		Cookie:                           cookies.Name(),
	}, keys, authnBackend(cfg, api), time.Now)
	wrong.addFrom(err)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	cfg.warn(key)
	if !cfg.IsSatellite {
		cfg.Domain = "" // browsers would load Clerk's scripts from below it
	}
	return &Kit{
		cfg:            cfg,
		key:            key,
		auth:           authenticator,
		machines:       authn.NewMachineAuthenticator(authenticator, api),
		api:            api,
		keys:           keys,
		stateCookies:   cookies,
		hooks:          newHooks(&cfg),
		origin:         http.NewCrossOriginProtection(),
		privateNoStore: []string{privateNoStore}, varyOn: []string{varyOn},
		sites:           site.NewFinder(cfg.PublicURL, cfg.TrustedProxies),
		forwardedScheme: cfg.schemeExtractor(),
		heads:           recent.NewMap[partials.PreparedHead](maxPreparedHeads),
		scriptURL:       cfg.BasePath + routeStatic + static.Script().Name,
		styleURL:        cfg.BasePath + routeStatic + static.Style().Name,
		authPages: signin.New(signin.Config{
			SignInURL:        cfg.SignInURL,
			SignUpURL:        cfg.SignUpURL,
			AccountPortalURL: key.AccountPortalURL(),
			Development:      !key.Live(),
			Satellite:        cfg.IsSatellite,
		}),
		proxyPaths:   cfg.proxyPaths(),
		ownPaths:     cfg.ownPaths(key),
		contexts:     echo.New(),
		fragments:    map[string]Fragment{},
		registeredOn: map[*echo.Echo]struct{}{},
	}, nil
}

// warn logs settings that may be mistakes.
func (c Config) warn(key authn.PublishableKey) {
	if key.Live() && len(c.AuthorizedParties) == 0 {
		c.Logger.Warn("clerkhtmx: Config.AuthorizedParties (CLERK_AUTHORIZED_PARTIES) is empty: " +
			"a session token minted for any origin of this Clerk instance is accepted")
	}
	if key.Live() && c.PublicURL == "" && c.TrustedProxies == nil {
		c.Logger.Warn("clerkhtmx: Config.PublicURL (CLERK_PUBLIC_URL) is empty: X-Forwarded headers of peers on this machine " +
			"and on private networks choose the host of redirects, even if a proxy passed them on from its client")
	}
	if c.Domain != "" && !c.IsSatellite {
		c.Logger.Warn("clerkhtmx: Config.Domain (CLERK_DOMAIN) is ignored: " +
			"it is a satellite's domain, and IsSatellite (CLERK_IS_SATELLITE) is not set")
	}
}

// Close ends the background work of the Kit. Call it when the program ends, since later
// versions will have work to stop. In this version Close does nothing and returns nil, and
// requests after it are served as before.
func (k *Kit) Close() error { return nil }

// keySource prefers the configured key, which needs no network.
func keySource(cfg Config) (sessiontoken.KeySource, error) {
	if cfg.JWTKey != "" {
		return sessiontoken.ParseJWTKey(cfg.JWTKey)
	}
	return jwks.New(jwks.Config{
		URL:        cfg.APIURL + "/v1/jwks",
		SecretKey:  cfg.SecretKey,
		HTTPClient: cfg.HTTPClient,
		Logger:     cfg.Logger,
		OnFetch:    countKeys(cfg.Metrics),
	}), nil
}
