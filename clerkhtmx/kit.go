package clerkhtmx

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
	"github.com/clerk-htmx/kit/internal/jwks"
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
	machines *authn.MachineAuthenticator
	api      *clerkapi.API
	cookies  stateCookies
	hooks    *hooks
	origin   *http.CrossOriginProtection

	// ownEyesOnly and varyOn are values of headers, see personal.
	ownEyesOnly, varyOn []string

	// scriptURL and styleURL name the kit's assets by their content.
	scriptURL, styleURL string

	mu        sync.RWMutex
	fragments map[string]Fragment
}

// New makes a Kit. Its error lists everything wrong with cfg, each mistake with
// the name of its field and none with a secret.
func New(cfg Config) (*Kit, error) {
	cfg = cfg.withDefaults()
	key, err := cfg.validate()
	if err != nil {
		return nil, err
	}
	keys, err := keySource(cfg)
	if err != nil {
		return nil, err
	}
	cookies, err := newStateCookies(cfg.SecretKey, key.CookieSuffix())
	if err != nil {
		return nil, fmt.Errorf("clerkhtmx: state cookie key: %w", err)
	}
	api, err := newBackendAPI(cfg)
	if err != nil {
		return nil, fmt.Errorf("clerkhtmx: Config.APIURL: %w", err)
	}
	authenticator, err := authn.New(authn.Config{
		Key:                              key,
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
		OrganizationSync:                 authn.OrganizationSync(cfg.OrganizationSync),
		Cookie:                           cookies.name,
	}, keys, authnBackend(cfg, api), time.Now)
	if err != nil {
		return nil, fmt.Errorf("clerkhtmx: %w", err)
	}
	if key.Live() && len(cfg.AuthorizedParties) == 0 {
		cfg.Logger.Warn("clerkhtmx: Config.AuthorizedParties is empty: " +
			"a session token minted for any origin of this Clerk instance is accepted")
	}
	return &Kit{
		cfg:         cfg,
		key:         key,
		auth:        authenticator,
		machines:    authn.NewMachineAuthenticator(authenticator, api),
		api:         api,
		cookies:     cookies,
		hooks:       newHooks(&cfg),
		origin:      http.NewCrossOriginProtection(),
		ownEyesOnly: []string{ownEyesOnly}, varyOn: []string{varyOn},
		scriptURL: cfg.BasePath + routeStatic + static.Script().Name,
		styleURL:  cfg.BasePath + routeStatic + static.Style().Name,
		fragments: map[string]Fragment{},
	}, nil
}

// Close releases what the Kit holds. Requests after it may fail.
func (k *Kit) Close() error { return nil }

// keySource prefers the configured key, which needs no network.
func keySource(cfg Config) (authn.KeySource, error) {
	if cfg.JWTKey != "" {
		source, err := authn.ParseJWTKey(cfg.JWTKey)
		if err != nil {
			return nil, fmt.Errorf("clerkhtmx: Config.JWTKey: %w", err)
		}
		return source, nil
	}
	return jwks.New(jwks.Config{
		URL:        cfg.APIURL + "/v1/jwks",
		SecretKey:  cfg.SecretKey,
		HTTPClient: cfg.HTTPClient,
		Logger:     cfg.Logger,
		OnFetch:    countKeys(cfg.Metrics),
	}), nil
}
