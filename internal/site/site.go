// Package site finds the address at which browsers see an application: its scheme, its host,
// and the path that a proxy removed. site.go has the address, finder.go finds that of a request.
package site

import (
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// Site is an application as browsers know it.
type Site struct {
	// Scheme and Host are those in the address bar.
	Scheme, Host string
	// Prefix is the path that a proxy removes before it passes a request on, such as "/app".
	// It is empty for an application at the top of its host.
	Prefix string
}

// Parse returns the site at a public URL, which must have been validated. It returns the zero
// Site for "".
func Parse(publicURL string) Site {
	u, err := url.Parse(publicURL)
	if err != nil || publicURL == "" {
		return Site{}
	}
	return Site{Scheme: u.Scheme, Host: u.Host, Prefix: strings.TrimRight(u.Path, "/")}
}

// URL returns a local URL as browsers see it. It ignores the user name, and Opaque, which a
// request line such as "x:javascript:…" sets.
func (s Site) URL(local *url.URL) *url.URL {
	u := url.URL{
		Scheme: s.Scheme, Host: s.Host,
		Path: local.Path, RawPath: local.RawPath, RawQuery: local.RawQuery, ForceQuery: local.ForceQuery,
	}
	if s.Prefix != "" {
		u.Path = s.Prefix + "/" + strings.TrimPrefix(u.Path, "/")
		if u.RawPath != "" {
			u.RawPath = s.Prefix + "/" + strings.TrimPrefix(u.RawPath, "/")
		}
	}
	return &u
}

// Path puts the prefix before a path of the application. Other URLs stay as they are.
func (s Site) Path(pathOrURL string) string {
	if s.Prefix == "" || !safeurl.IsLocalPath(pathOrURL) {
		return pathOrURL
	}
	return s.Prefix + pathOrURL
}

// Home is the path of the application's first page.
func (s Site) Home() string { return s.Prefix + "/" }

// CookiePath limits cookies to this application: an application below another prefix has its
// own.
func (s Site) CookiePath() string {
	if s.Prefix == "" {
		return "/"
	}
	return s.Prefix
}

// IsSecure reports whether browsers use https.
func (s Site) IsSecure() bool { return s.Scheme == schemeHTTPS }
