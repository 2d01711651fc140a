package signin

import (
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/internal/site"
)

// ReturnAddress returns the address at which people come back to page, or to home if page is not
// on the origin of here. It removes the outcome of a handshake, which would be taken for a new
// one. For the sign-in page it returns the page that signing in leads to.
//
// If the page's address could be taken for another origin's, such as "//evil.example", people
// come back to home instead, as in clerk-js.
func (p *Pages) ReturnAddress(s site.Site, here *url.URL, page string) *url.URL {
	home := s.Home()
	back := resolve(here, LocalPart(page, here, home))
	if p.contains(s, back.EscapedPath()) {
		back = resolve(here, LocalPart(back.Query().Get("redirect_url"), here, home))
	}
	if p.contains(s, back.EscapedPath()) {
		back = resolve(here, home)
	}
	back.RawQuery = authn.WithoutHandshake(back.RawQuery)
	return back
}

// maxLocalPart is the greatest length of an address that people come back to. It is escaped
// as redirect_url and grows up to threefold, and proxies take lines of 8 to 16 KiB.
const maxLocalPart = 4 << 10

// LocalPart returns the path and query of raw if it is a URL of origin, or itself a local path.
// Otherwise, it returns home.
func LocalPart(raw string, origin *url.URL, home string) string {
	if len(raw) > maxLocalPart {
		return home
	}
	if safeurl.IsLocalPath(raw) {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != origin.Scheme || !strings.EqualFold(u.Host, origin.Host) || u.User != nil {
		return home
	}
	if local := u.RequestURI(); safeurl.IsLocalPath(local) {
		return local
	}
	return home
}
