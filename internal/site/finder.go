package site

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// Finder finds the site of a request.
type Finder struct {
	public  Site
	trusted []netip.Prefix
}

// NewFinder returns a Finder. Every request has the site of publicURL if it is set. Without it,
// the X-Forwarded headers of trusted peers count. Nil trusts peers on this machine and on private
// networks. A list with entries also trusts peers on a Unix socket.
func NewFinder(publicURL string, trusted []netip.Prefix) Finder {
	return Finder{public: Parse(publicURL), trusted: trusted}
}

// Of returns the site of a request. The function scheme returns the request's scheme, as far as
// the router knows it. It is called unless the site has a public URL. Of takes the host and
// prefix from a proxy's headers only if the proxy is trusted: else anybody could choose the host
// of a redirect.
func (f Finder) Of(r *http.Request, scheme func(*http.Request) string) Site {
	if f.public != (Site{}) {
		return f.public
	}
	return Site{Scheme: webScheme(scheme(r)), Host: f.host(r), Prefix: f.prefix(r)}
}

// PublicPrefix is the path of the public URL. It is empty without a public URL.
func (f Finder) PublicPrefix() string { return f.public.Prefix }

const schemeHTTPS = "https"

// webScheme returns the scheme of the pages around a request. A router may say "wss" of a
// WebSocket, and any text that a header has.
func webScheme(scheme string) string {
	switch strings.ToLower(scheme) {
	case schemeHTTPS, "wss":
		return schemeHTTPS
	default:
		return "http"
	}
}

// noHost is the name of no host (RFC 6761, section 6.4).
const noHost = "invalid"

// host returns the host in the browser's address bar. It returns noHost for a value that
// browsers do not send as a host, such as "app.example.com@evil.example" or an empty one,
// because it would lead elsewhere as part of a URL.
func (f Finder) host(r *http.Request) string {
	if host := firstOf(r.Header["X-Forwarded-Host"]); host != "" && f.trustsPeer(r) && safeurl.IsHost(host) {
		return host
	}
	if !safeurl.IsHost(r.Host) {
		return noHost
	}
	return r.Host
}

// prefix returns the path that trusted proxies removed, from X-Forwarded-Prefix. Each of
// several proxies adds its own prefix, the outermost first.
func (f Finder) prefix(r *http.Request) string {
	values := r.Header["X-Forwarded-Prefix"]
	if len(values) == 0 || !f.trustsPeer(r) {
		return ""
	}
	var prefix strings.Builder
	for value := range strings.SplitSeq(strings.Join(values, ","), ",") {
		value = strings.TrimRight(strings.TrimSpace(value), "/")
		if !safeurl.IsPlainPath(value) {
			return ""
		}
		prefix.WriteString(value)
	}
	return prefix.String()
}

// firstOf returns the first element of a forwarding header: the proxy next to the browser
// wrote it.
func firstOf(values []string) string {
	if len(values) == 0 {
		return ""
	}
	first, _, _ := strings.Cut(values[0], ",")
	return strings.TrimSpace(first)
}

// trustsPeer reports whether the connection comes from a proxy whose X-Forwarded headers count.
func (f Finder) trustsPeer(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		isSocket := r.RemoteAddr == "@" || r.RemoteAddr == "" // a Unix socket is this machine
		return isSocket && (f.trusted == nil || len(f.trusted) > 0)
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	addr = addr.Unmap().WithZone("")
	if f.trusted == nil {
		return addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsPrivate()
	}
	return slices.ContainsFunc(f.trusted, func(p netip.Prefix) bool { return p.Contains(addr) })
}
