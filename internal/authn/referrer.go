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
func (d *decision) comesFromUnknownOrigin() bool {
	if d.skipReferrer || d.isSatellite || !d.isDocumentGET() || parseRedirectCount(d.cookies[redirectCount]) != 0 {
		return false
	}
	referrer, err := url.Parse(firstValue(d.req.Header, "Referer"))
	if err != nil || referrer.Scheme == "" {
		return false
	}
	return origin(referrer) != origin(d.req.publicURL()) && !d.isClerkPage(referrer)
}

func (d *decision) isClerkPage(page *url.URL) bool {
	host := strings.ToLower(page.Hostname())
	if host == d.frontendAPIHost() {
		return true
	}
	if !d.key.Live() && (isLegacyDevPortal(host) || isDevPortal(host)) {
		return true
	}
	return d.proxyURL == "" && origin(page) == accountPortalURL(d.frontendAPI)
}

func (d *decision) frontendAPIHost() string {
	if d.proxyURL == "" {
		return d.frontendAPI
	}
	proxy, err := url.Parse(d.frontendAPIURL(&d.req))
	if err != nil {
		return d.frontendAPI
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
