package clerkhtmx

import (
	"strings"

	"github.com/clerk-htmx/kit/partials"
)

// head is the kit's part of a page's head. Paths of the application get the prefix under
// which browsers see it.
func (k *Kit) head(x exchange, auth Auth) partials.Head {
	site := k.site(x)
	frontendAPI := site.Path(k.FrontendAPI())
	return partials.Head{
		PublishableKey: k.cfg.PublishableKey,
		ProxyURL:       site.Path(k.cfg.ProxyURL),
		Domain:         k.cfg.Domain,
		ClerkJSURL:     orDefault(site.Path(k.cfg.ClerkJSURL), frontendAPI+"/npm/@clerk/clerk-js@6/dist/clerk.browser.js"),
		ClerkUIURL:     orDefault(site.Path(k.cfg.ClerkUIURL), frontendAPI+"/npm/@clerk/ui@1/dist/ui.browser.js"),
		ScriptURL:      site.Path(k.scriptURL),
		StyleURL:       site.Path(k.styleURL),
		BasePath:       site.Path(k.cfg.BasePath),
		Nonce:          k.nonce(x),
		State: partials.State{
			UserID:        auth.UserID,
			SessionID:     auth.SessionID,
			SessionStatus: auth.SessionStatus,
			OrgID:         auth.OrgID,
			Stale:         auth.stale,
		},
		Options: partials.Options{
			SignInURL:                 site.Path(k.cfg.SignInURL),
			SignUpURL:                 site.Path(k.cfg.SignUpURL),
			SignInForceRedirectURL:    site.Path(k.cfg.SignInForceRedirectURL),
			SignUpForceRedirectURL:    site.Path(k.cfg.SignUpForceRedirectURL),
			SignInFallbackRedirectURL: site.Path(k.cfg.SignInFallbackRedirectURL),
			SignUpFallbackRedirectURL: site.Path(k.cfg.SignUpFallbackRedirectURL),
			AllowedRedirectOrigins:    k.redirectOrigins(),
			AfterSignOutURL:           site.Path(k.cfg.AfterSignOutURL),
			IsSatellite:               k.cfg.IsSatellite,
			Appearance:                k.cfg.Appearance,
			Localization:              k.cfg.Localization,
			SatelliteAutoSync:         k.cfg.SatelliteAutoSync,
			TreatPendingAsSignedOut:   k.treatPendingAsSignedOut(),
			Telemetry:                 k.telemetry(),
		},
	}
}

// redirectOrigins returns the configured origins and those that clerk-js allows by default
// (createAllowedRedirectOrigins), since a list replaces the default. It is nil if none is
// configured.
func (k *Kit) redirectOrigins() []string {
	if len(k.cfg.AllowedRedirectOrigins) == 0 {
		return nil
	}
	domain := strings.Replace(k.key.FrontendAPI(), "clerk.", "", 1)
	origins := []string{"https://" + domain, "https://*." + domain}
	if !k.key.Live() {
		origins = append(origins, "https://"+k.key.FrontendAPI())
	}
	return append(origins, k.cfg.AllowedRedirectOrigins...)
}

// nonce is the request's Content-Security-Policy nonce, "" without one.
func (k *Kit) nonce(x exchange) string {
	if k.cfg.Nonce == nil {
		return ""
	}
	return k.cfg.Nonce(k.context(x))
}

func (k *Kit) treatPendingAsSignedOut() *bool {
	if !k.cfg.TreatPendingAsSignedIn {
		return nil // as Clerk does
	}
	return new(false)
}

func (k *Kit) telemetry() *partials.Telemetry {
	if !k.cfg.TelemetryDisabled {
		return nil // clerk-js decides
	}
	return &partials.Telemetry{Disabled: true}
}

// FrontendAPI is where browsers reach Clerk: the origin of its Frontend API, which
// a Content-Security-Policy must allow for scripts and connections, or
// [Config].ProxyURL.
func (k *Kit) FrontendAPI() string {
	if k.cfg.ProxyURL != "" {
		return k.cfg.ProxyURL
	}
	return "https://" + k.key.FrontendAPI()
}
