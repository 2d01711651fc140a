// Package signin leads people to the sign-in and sign-up pages, and back to where they were. It
// has the rules of redirectToSignIn and redirectToSignUp of Clerk's SDKs.
//
// Start with [Pages]. pages.go has the addresses of the pages, redirect_url.go the way there, and
// return_address.go the way back.
package signin

import (
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/internal/site"
)

// Config says where the pages are. The addresses must have been validated.
type Config struct {
	// SignInURL and SignUpURL are the pages: a path of the application, or the absolute URL of a
	// page, which may also be on this site. Default: the pages of the Account Portal. Without
	// SignUpURL, the sign-up page is below SignInURL.
	SignInURL, SignUpURL string
	// AccountPortalURL is where Clerk has pages for the instance.
	AccountPortalURL string
	// Development is set for a development instance, which has a dev browser.
	Development bool
	// Satellite is set if the pages belong to another application, the primary.
	Satellite bool
}

// Pages knows the pages of an application.
type Pages struct {
	cfg Config
	own []page
}

// New returns the pages of cfg.
func New(cfg Config) *Pages {
	p := &Pages{cfg: cfg}
	for _, address := range []string{cfg.SignInURL, cfg.SignUpURL} {
		if path, ok := LocalPath(address); ok {
			p.own = append(p.own, page{path: path})
		} else if u, err := url.Parse(address); err == nil && u.Host != "" {
			p.own = append(p.own, page{u.Scheme, u.Host, strings.TrimRight(u.EscapedPath(), "/")})
		}
	}
	return p
}

// LocalPath returns the path of a page without slashes at its end. It reports whether the page
// is on this site.
func LocalPath(pageURL string) (path string, ok bool) {
	if !safeurl.IsLocalPath(pageURL) {
		return "", false
	}
	if path = strings.TrimRight(pageURL, "/"); path == "" {
		path = pageURL
	}
	return path, true
}

// page is one of the configured pages: a path, or an absolute URL.
type page struct {
	scheme, host string // both empty for a path
	path         string
}

// localPath is the page's path in this application, if the page is on this site.
func (p page) localPath(s site.Site) (path string, ok bool) {
	if p.host == "" {
		return p.path, true
	}
	if p.scheme != s.Scheme || !strings.EqualFold(p.host, s.Host) {
		return "", false
	}
	path, below := safeurl.CutPath(p.path, s.Prefix)
	return path, below && path != "" // the whole site cannot be its own sign-in page
}

// LocalPaths returns the paths of the pages that are on this site, as the application knows
// them.
func (p *Pages) LocalPaths(s site.Site) []string {
	var paths []string
	for _, page := range p.own {
		if path, ok := page.localPath(s); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// contains recognizes the pages, with what is below them, by the paths that browsers see.
func (p *Pages) contains(s site.Site, publicPath string) bool {
	local, below := safeurl.CutPath(publicPath, s.Prefix)
	return below && slices.ContainsFunc(p.LocalPaths(s), func(path string) bool { return safeurl.IsBelow(local, path) })
}
