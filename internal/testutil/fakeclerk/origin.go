package fakeclerk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// site is the pair of places an answer's URLs point to.
type site struct {
	base   string // the fake itself, as the browser sees it
	origin string // the application
}

// siteOf derives the site from the request where the configuration leaves it open.
func (c *Clerk) siteOf(r *http.Request) site {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	s := site{base: c.cfg.BaseURL, origin: c.cfg.Origin}
	if s.base == "" {
		s.base = scheme + "://" + r.Host + c.cfg.Prefix
	}
	if s.origin == "" {
		s.origin = r.Header.Get("Origin")
	}
	if s.origin == "" || s.origin == "null" {
		s.origin = scheme + "://" + r.Host
	}
	return s
}

// allowOrigin is CORS for an application on another port than the fake.
func (c *Clerk) allowOrigin(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin == "" || !c.trustedURL(origin) {
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Expose-Headers", "Clerk-Db-Jwt, Retry-After")
	h.Add("Vary", "Origin")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	}
}

// allowsOrigin reports whether the page that sent the request may use the Frontend API.
func (c *Clerk) allowsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || len(c.cfg.AllowedOrigins) == 0 || origin == c.cfg.Origin || slices.Contains(c.cfg.AllowedOrigins, origin)
}

// trustedURL says whether a URL belongs to the application under test: the configured origin, this machine, or a name
// that RFC 2606 and RFC 6761 reserve for tests and examples. Nothing on the internet can be one.
func (c *Clerk) trustedURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false
	}
	if c.cfg.Origin != "" && c.cfg.Origin == u.Scheme+"://"+u.Host {
		return true
	}
	return isReservedHost(u.Hostname())
}

func isReservedHost(host string) bool {
	if isLoopback(host) {
		return true
	}
	for _, reserved := range []string{"localhost", "test", "example", "invalid", "example.com", "example.org", "example.net"} {
		if host == reserved || strings.HasSuffix(host, "."+reserved) {
			return true
		}
	}
	return false
}
