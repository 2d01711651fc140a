package clerkhtmx

import (
	"cmp"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/clerk-htmx/kit/internal/clerkapi"
)

const (
	defaultAPIURL      = "https://api.clerk.com"
	defaultBasePath    = "/clerk"
	defaultHookTimeout = 5 * time.Second

	defaultTokenCacheSize = 8192
)

// withDefaults returns a copy that shares no list with the caller's.
func (c Config) withDefaults() Config {
	c.AuthorizedParties = slices.Clone(c.AuthorizedParties)
	c.Audience = slices.Clone(c.Audience)
	c.Issuers = slices.Clone(c.Issuers)
	c.AllowedRedirectOrigins = slices.Clone(c.AllowedRedirectOrigins)
	c.AllowedRedirectProtocols = slices.Clone(c.AllowedRedirectProtocols)
	c.TaskURLs = maps.Clone(c.TaskURLs)
	c.TrustedProxies = slices.Clone(c.TrustedProxies)
	c.OrganizationSync.OrganizationPatterns = slices.Clone(c.OrganizationSync.OrganizationPatterns)
	c.OrganizationSync.PersonalAccountPatterns = slices.Clone(c.OrganizationSync.PersonalAccountPatterns)
	c.APIURL = trimSlashes(cmp.Or(c.APIURL, defaultAPIURL))
	c.BasePath = trimSlashes(cmp.Or(c.BasePath, defaultBasePath))
	c.Logger = cmp.Or(c.Logger, slog.Default())
	c.HTTPClient = clerkapi.NewHTTPClient(c.HTTPClient)
	if c.Store == nil {
		c.Store = NewMemoryStore()
	}
	if c.Metrics == nil {
		c.Metrics = noMetrics{}
	}
	c.TokenCacheSize = cmp.Or(c.TokenCacheSize, defaultTokenCacheSize)
	c.HookTimeout = cmp.Or(c.HookTimeout, defaultHookTimeout)
	c.BackendAPILimit = c.BackendAPILimit.withDefaults()
	return c.withFrontendAPIProxy()
}
