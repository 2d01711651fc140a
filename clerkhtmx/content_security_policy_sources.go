package clerkhtmx

import (
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/csp"
)

// Hosts of Clerk's services, https://clerk.com/docs/guides/secure/best-practices/csp-headers.
// docs/csp.md says what each is for.
const (
	sourceTurnstile = "https://challenges.cloudflare.com"
	sourceProtect   = "https://*.protect.clerk.com"
	sourceImages    = "https://img.clerk.com"
	sourceTelemetry = "https://clerk-telemetry.com"
)

// Clerk UI's field for verification codes makes two styles without a nonce: an empty one, which
// it fills by script, and its blinking caret.
const (
	hashEmptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
	hashCaretStyle = "'sha256-KQDhUccuEkZUQDnfbVDeY+ev2LZ+73AQR7ro4JppAY8='"
)

// cspDirectives returns what Clerk and the kit need, and safe values for the directives that have
// no fallback.
func (c Config) cspDirectives(key authn.PublishableKey, scripts CSPScripts) []csp.Directive {
	frontendAPI := c.frontendAPISources(key)
	return []csp.Directive{
		{Name: "default-src", Sources: []string{csp.Self}},
		{Name: "script-src", Sources: c.scriptSources(frontendAPI, scripts)},
		{Name: "style-src", Sources: []string{csp.Self, csp.Nonce, hashEmptyStyle, hashCaretStyle}},
		{Name: "connect-src", Sources: c.connectSources(key, frontendAPI)},
		{Name: "img-src", Sources: []string{csp.Self, "data:", sourceImages}},
		{Name: "frame-src", Sources: []string{csp.Self, sourceTurnstile, sourceProtect}},
		{Name: "worker-src", Sources: []string{csp.Self, "blob:"}},
		{Name: "form-action", Sources: c.formSources(key, frontendAPI)},
		{Name: "frame-ancestors", Sources: []string{csp.None}},
		{Name: "base-uri", Sources: []string{csp.None}},
		{Name: "object-src", Sources: []string{csp.None}},
	}
}

// frontendAPISources returns where browsers reach Clerk's Frontend API. The pages of a satellite
// in production get Clerk's scripts from the instance's host, and ask that of their own domain.
func (c Config) frontendAPISources(key authn.PublishableKey) []string {
	if c.ProxyURL != "" {
		return []string{sourceOf(c.ProxyURL)}
	}
	sources := []string{"https://" + key.FrontendAPI()}
	if c.Domain != "" && key.Live() {
		sources = append(sources, "https://clerk."+strings.TrimPrefix(c.Domain, "clerk."))
	}
	return sources
}

func (c Config) scriptSources(frontendAPI []string, scripts CSPScripts) []string {
	if scripts == ScriptsWithNonce {
		return []string{csp.Nonce, csp.StrictDynamic}
	}
	sources := slices.Concat([]string{csp.Self, csp.Nonce}, frontendAPI)
	for _, address := range []string{c.ClerkJSURL, c.ClerkUIURL} {
		if address != "" {
			sources = append(sources, sourceOf(address))
		}
	}
	return append(sources, sourceTurnstile, sourceProtect)
}

// connectSources returns what scripts may ask. Clerk Protect also uses other ports than 443.
// clerk-js sends telemetry on development instances only.
func (c Config) connectSources(key authn.PublishableKey, frontendAPI []string) []string {
	sources := append(slices.Concat([]string{csp.Self}, frontendAPI), sourceProtect+":*")
	if !c.TelemetryDisabled && !key.Live() {
		sources = append(sources, sourceTelemetry)
	}
	if c.LocalizationURL != "" {
		sources = append(sources, sourceOf(c.LocalizationURL))
	}
	return sources
}

// formSources returns where forms may lead. Chromium applies form-action to redirects, too: a form
// of a browser whose cookies are out of date goes through Clerk's handshake, and a form that a
// guard refuses goes to the sign-in page.
func (c Config) formSources(key authn.PublishableKey, frontendAPI []string) []string {
	signIn := c.SignInURL
	if signIn == "" {
		signIn = key.AccountPortalURL()
	}
	return append(slices.Concat([]string{csp.Self}, frontendAPI), sourceOf(signIn))
}

// sourceOf returns the source for a path of the application or for a URL, both validated.
func sourceOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return csp.Self
	}
	return u.Scheme + "://" + u.Host
}
