package clerkhtmx

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// publicURL is the request's URL as the browser knows it. What a proxy says about
// host and scheme counts only if the proxy is trusted; anybody else could choose the
// host that a redirect leads to.
func (k *Kit) publicURL(c echo.Context) *url.URL {
	u := *c.Request().URL
	u.Scheme, u.Host = k.scheme(c), k.host(c.Request())
	u.User, u.Fragment = nil, ""
	return &u
}

// host is the one in the browser's address bar.
func (k *Kit) host(r *http.Request) string {
	if host := firstOf(header(r, "X-Forwarded-Host")); host != "" && k.trustsPeer(r) && validHost(host) {
		return host
	}
	return r.Host
}

const schemeHTTPS = "https"

// scheme is what the browser used: what Echo's SchemeExtractor says if the
// application set one, else what a trusted proxy says.
func (k *Kit) scheme(c echo.Context) string {
	if c.Echo() != nil && c.Echo().SchemeExtractor != nil {
		return c.Scheme()
	}
	r := c.Request()
	forwarded := firstOf(header(r, echo.HeaderXForwardedProto))
	switch {
	case (forwarded == "http" || forwarded == schemeHTTPS) && k.trustsPeer(r):
		return forwarded
	case r.TLS != nil:
		return schemeHTTPS
	default:
		return "http"
	}
}

// firstOf returns the first element of a forwarding header: the proxy next to the
// browser wrote it.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}

// trustsPeer reports whether the connection comes from a proxy that may say what
// the browser asked for.
func (k *Kit) trustsPeer(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr == "@" || r.RemoteAddr == "" // a Unix socket is this machine
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	addr = addr.Unmap().WithZone("")
	if k.cfg.TrustedProxies == nil {
		return addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsPrivate()
	}
	return slices.ContainsFunc(k.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// validHost refuses what would not survive as the host of a URL.
func validHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && u.Host == host
}

// localPart returns the path and query of raw if it is a URL of origin, or itself
// a local path; else "/".
func localPart(raw string, origin *url.URL) string {
	const home = "/"
	if safeurl.IsLocalPath(raw) {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != origin.Scheme || u.Host != origin.Host || u.User != nil {
		return home
	}
	if local := u.RequestURI(); safeurl.IsLocalPath(local) {
		return local
	}
	return home
}
