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
	r := c.Request().URL
	// Neither Opaque, "x:javascript:…" on the request line, nor a user name has a say.
	return &url.URL{
		Scheme: k.scheme(c), Host: k.host(c.Request()),
		Path: r.Path, RawPath: r.RawPath, RawQuery: r.RawQuery, ForceQuery: r.ForceQuery,
	}
}

// noHost is the name of no host (RFC 6761, section 6.4).
const noHost = "invalid"

// host is the one in the browser's address bar. What a browser does not send as a host,
// "app.example.com@evil.example" or nothing, would lead somewhere else as part of a URL.
func (k *Kit) host(r *http.Request) string {
	if host := firstOf(header(r, "X-Forwarded-Host")); host != "" && k.trustsPeer(r) && safeurl.IsHost(host) {
		return host
	}
	if !safeurl.IsHost(r.Host) {
		return noHost
	}
	return r.Host
}

const schemeHTTPS = "https"

// scheme is what the browser used: what Echo's SchemeExtractor says if the
// application set one, else what a trusted proxy says.
func (k *Kit) scheme(c echo.Context) string {
	if c.Echo() != nil && c.Echo().SchemeExtractor != nil {
		return webScheme(c.Scheme())
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

// webScheme is the scheme of the pages around a request: extractors may say "wss" of a
// WebSocket, and custom ones anything that a header says.
func webScheme(scheme string) string {
	switch strings.ToLower(scheme) {
	case schemeHTTPS, "wss":
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

// maxLocalPart is how long a page's address may be to be come back to. It is escaped as
// redirect_url and grows up to threefold, and proxies take lines of 8 to 16 KiB.
const maxLocalPart = 4 << 10

// localPart returns the path and query of raw if it is a URL of origin, or itself
// a local path; else "/".
func localPart(raw string, origin *url.URL) string {
	const home = "/"
	if len(raw) > maxLocalPart {
		return home
	}
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
