package clerkhtmx

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// publicURL is the request's URL as the browser knows it. X-Forwarded-Proto and
// -Host count when the peer is a proxy on the same machine or private network, as
// in Echo's Scheme; anybody else could name the host that a redirect goes to.
func publicURL(c echo.Context) *url.URL {
	r := c.Request()
	u := *r.URL
	u.Scheme = c.Scheme()
	u.Host = r.Host
	if forwarded := r.Header.Get(headerForwardedHost); forwarded != "" && trustedPeer(r) {
		first, _, _ := strings.Cut(forwarded, ",")
		if host := strings.TrimSpace(first); validHost(host) {
			u.Host = host
		}
	}
	u.User, u.Fragment = nil, ""
	return &u
}

const headerForwardedHost = "X-Forwarded-Host"

func trustedPeer(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr == "@" || r.RemoteAddr == "" // unix socket
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsPrivate()
}

// validHost refuses what would not survive as the host of a URL.
func validHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && host != "" && u.Host == host
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
