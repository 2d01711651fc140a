package authn

import (
	"net/url"
	"slices"
	"strings"
)

// comesFromUnknownOrigin reports whether a link on a foreign site led here. The
// site may be a satellite on which the person has just signed in or out, so the
// primary asks Clerk, once: the loop counter tells that it did. Clerk's own pages
// do not count; they have set the cookies themselves.
func (r *authentication) comesFromUnknownOrigin() bool {
	if r.auth.skipReferrer || r.auth.isSatellite || !r.isDocumentGET() || parseRedirectCount(r.cookies[redirectCount]) != 0 {
		return false
	}
	referrer, err := url.Parse(firstValue(r.req.Header, "Referer"))
	if err != nil || referrer.Scheme == "" {
		return false
	}
	return origin(referrer) != origin(r.req.publicURL()) && !r.isClerkPage(referrer)
}

func (r *authentication) isClerkPage(page *url.URL) bool {
	host := strings.ToLower(page.Hostname())
	if host == r.frontendAPIHost() {
		return true
	}
	if !r.auth.key.Live() && (isLegacyDevPortal(host) || isDevPortal(host)) {
		return true
	}
	return r.auth.proxyURL == "" && origin(page) == accountPortalURL(r.auth.frontendAPI)
}

func (r *authentication) frontendAPIHost() string {
	if r.auth.proxyURL == "" {
		return r.auth.frontendAPI
	}
	proxy, err := url.Parse(r.auth.frontendAPIURL(&r.req))
	if err != nil {
		return r.auth.frontendAPI
	}
	return strings.ToLower(proxy.Hostname())
}

// isLegacyDevPortal and isDevPortal know the hosts of account portals of
// development instances.
func isLegacyDevPortal(host string) bool {
	portals := []string{".lcl.dev", ".lclstage.dev", ".lclclerk.com"}
	return strings.HasPrefix(host, "accounts.") &&
		slices.ContainsFunc(portals, func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}

func isDevPortal(host string) bool {
	portals := []string{".accounts.dev", ".accountsstage.dev", ".accounts.lclclerk.com"}
	return slices.ContainsFunc(portals, func(suffix string) bool {
		return strings.HasSuffix(host, suffix) && !strings.HasSuffix(host, ".clerk"+suffix)
	})
}
