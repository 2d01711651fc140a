package clerkhtmx

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authPage is the sign-in or sign-up page: a path of this site, or an absolute URL, which may
// also be on this site.
type authPage struct {
	scheme, host string // both empty for a path
	path         string
}

// authPages returns the configured sign-in and sign-up pages.
func (c Config) authPages() []authPage {
	var pages []authPage
	for _, pageURL := range []string{c.SignInURL, c.SignUpURL} {
		if path, ok := pagePath(pageURL); ok {
			pages = append(pages, authPage{path: path})
		} else if u, err := url.Parse(pageURL); err == nil && u.Host != "" {
			pages = append(pages, authPage{u.Scheme, u.Host, strings.TrimRight(u.EscapedPath(), "/")})
		}
	}
	return pages
}

// localPath is the page's path in this application, if the page is on this site.
func (p authPage) localPath(site site) (path string, ok bool) {
	if p.host == "" {
		return p.path, true
	}
	if p.scheme != site.scheme || !strings.EqualFold(p.host, site.host) {
		return "", false
	}
	path, below := cutPath(p.path, site.prefix)
	return path, below && path != "" // the whole site cannot be its own sign-in page
}

// isAuthPage recognizes the sign-in and sign-up pages, the application's own too, with
// the steps of Clerk's forms below them.
func (k *Kit) isAuthPage(x exchange) bool {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return false
	}
	site, path := k.site(x), requestPath(x.r)
	return slices.ContainsFunc(k.authPages, func(page authPage) bool {
		local, here := page.localPath(site)
		return here && (path == local || x.isRouteOf(local))
	})
}

// isAuthPagePath recognizes the sign-in and sign-up pages by their public paths.
func (k *Kit) isAuthPagePath(site site, path string) bool {
	local, below := cutPath(path, site.prefix)
	if !below {
		return false
	}
	return slices.ContainsFunc(k.authPages, func(page authPage) bool {
		path, here := page.localPath(site)
		return here && isBelow(local, path)
	})
}
