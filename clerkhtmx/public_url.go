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

// site is the application as browsers know it: scheme, host, and the path that a proxy
// takes off before it passes a request on.
type site struct{ scheme, host, prefix string }

// site returns the site that Config.PublicURL describes. Without PublicURL, it takes the
// scheme, host and prefix from a proxy's headers only if the proxy is trusted; else anybody
// could choose the host of a redirect.
func (k *Kit) site(x exchange) site {
	if k.public != (site{}) {
		return k.public
	}
	return site{scheme: k.scheme(x), host: k.host(x.r), prefix: k.prefix(x.r)}
}

// url returns a local URL as browsers see it. It ignores the user name, and Opaque, which a
// request line such as "x:javascript:…" sets.
func (s site) url(local *url.URL) *url.URL {
	u := url.URL{
		Scheme: s.scheme, Host: s.host,
		Path: local.Path, RawPath: local.RawPath, RawQuery: local.RawQuery, ForceQuery: local.ForceQuery,
	}
	if s.prefix != "" {
		u.Path = s.prefix + "/" + strings.TrimPrefix(u.Path, "/")
		if u.RawPath != "" {
			u.RawPath = s.prefix + "/" + strings.TrimPrefix(u.RawPath, "/")
		}
	}
	return &u
}

// path puts the prefix before a path of the application. Other URLs stay as they are.
func (s site) path(pathOrURL string) string {
	if s.prefix == "" || !safeurl.IsLocalPath(pathOrURL) {
		return pathOrURL
	}
	return s.prefix + pathOrURL
}

// cookiePath limits the kit's cookies to this application: an application below another
// prefix has its own.
func (s site) cookiePath() string { return orDefault(s.prefix, "/") }

func (s site) isSecure() bool { return s.scheme == schemeHTTPS }

// publicURL is the request's URL as the browser knows it.
func (k *Kit) publicURL(x exchange) *url.URL { return k.site(x).url(x.r.URL) }

// publicSite reads Config.PublicURL. The zero site means that it is not set.
func publicSite(publicURL string) site {
	u, err := url.Parse(publicURL)
	if err != nil || publicURL == "" { // New has validated it
		return site{}
	}
	return site{scheme: u.Scheme, host: u.Host, prefix: strings.TrimRight(u.Path, "/")}
}

// noHost is the name of no host (RFC 6761, section 6.4).
const noHost = "invalid"

// host returns the host in the browser's address bar. It returns noHost for a value that
// browsers do not send as a host, such as "app.example.com@evil.example" or an empty one,
// because it would lead elsewhere as part of a URL.
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

// scheme returns the scheme that the application's SchemeExtractor finds. Without one, it uses
// Echo's own extractor, which reads the headers of the peers that the kit trusts.
func (k *Kit) scheme(x exchange) string {
	if extract := x.schemeExtractor(); extract != nil {
		return webScheme(extract(x.r))
	}
	return k.forwardedScheme(x.r)
}

// schemeExtractor is Echo's own, for the peers in TrustedProxies. Most requests have
// none of its headers; for them, the peer's address is not parsed.
func (c Config) schemeExtractor() echo.SchemeExtractor {
	extract := echo.ExtractSchemeFromHeaders(c.trustOptions()...)
	return func(r *http.Request) string {
		for _, name := range []string{
			echo.HeaderXForwardedProto, echo.HeaderXForwardedProtocol, echo.HeaderXForwardedSsl, echo.HeaderXUrlScheme,
		} {
			if len(r.Header[name]) > 0 {
				return webScheme(extract(r))
			}
		}
		if r.TLS != nil {
			return schemeHTTPS
		}
		return "http"
	}
}

// trustOptions returns Echo's options for TrustedProxies. It returns none for the default,
// because Echo then trusts the same peers as the kit: those on this machine and on private
// networks.
func (c Config) trustOptions() []echo.TrustOption {
	if c.TrustedProxies == nil {
		return nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range c.TrustedProxies {
		options = append(options, echo.TrustIPRange(ipNet(prefix)))
	}
	return options
}

// webScheme returns the scheme of the pages around a request. An extractor may return "wss" for
// a WebSocket, and a custom extractor may return any text from a header.
func webScheme(scheme string) string {
	switch strings.ToLower(scheme) {
	case schemeHTTPS, "wss":
		return schemeHTTPS
	default:
		return "http"
	}
}

// prefix returns the path that trusted proxies removed, from X-Forwarded-Prefix. Each of
// several proxies adds its own prefix, the outermost first.
func (k *Kit) prefix(r *http.Request) string {
	values := r.Header["X-Forwarded-Prefix"]
	if len(values) == 0 || !k.trustsPeer(r) {
		return ""
	}
	var prefix strings.Builder
	for value := range strings.SplitSeq(strings.Join(values, ","), ",") {
		value = strings.TrimRight(strings.TrimSpace(value), "/")
		if !isPlainPath(value) {
			return ""
		}
		prefix.WriteString(value)
	}
	return prefix.String()
}

// isPlainPath reports whether path is empty or means the same in a URL, in an attribute of
// a cookie and in a header.
func isPlainPath(path string) bool {
	const others = "/-._~"
	for _, c := range []byte(path) {
		letterOrDigit := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letterOrDigit && !strings.Contains(others, string(c)) {
			return false
		}
	}
	return path == "" || safeurl.IsLocalPath(path) && !strings.Contains(path, "//")
}

// firstOf returns the first element of a forwarding header: the proxy next to the
// browser wrote it.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}

// trustsPeer reports whether the connection comes from a proxy whose X-Forwarded headers count.
func (k *Kit) trustsPeer(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		isSocket := r.RemoteAddr == "@" || r.RemoteAddr == "" // a Unix socket is this machine
		return isSocket && (k.cfg.TrustedProxies == nil || len(k.cfg.TrustedProxies) > 0)
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
