package clerkhtmx

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/angelofallars/htmx-go"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/safeurl"
)

// pageURL returns the page that people see now and come back to after they have signed in. It
// is the URL of the request if the browser shows the answer as a page. Otherwise it is the page
// in the address bar, as htmx reports it, or else the page in the Referer, such as the page of
// a form: the address that a form was posted to may not answer GET.
//
// If the page's address could be taken for another origin's, such as "//evil.example",
// people come back to home instead, as in clerk-js.
func (k *Kit) pageURL(x exchange) *url.URL {
	site := k.site(x)
	here := site.url(x.r.URL)
	page := here.String()
	if !k.isPage(x) {
		page = pageBehind(x.r)
	}
	return k.returnAddress(site, here, page)
}

// isPage reports whether the browser shows the answer as a page of this address.
func (k *Kit) isPage(x exchange) bool {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead || k.isOwnPath(x.r) {
		return false
	}
	return !isHTMX(x.r) || becomesPage(x.r)
}

// pageBehind is the page that a request came from.
func pageBehind(r *http.Request) string {
	if current, ok := htmx.GetCurrentURL(r); ok && current != "" {
		return current
	}
	return r.Referer()
}

// returnAddress returns the address at which people come back to page, or home if page is
// not on this origin. It removes the outcome of a handshake, which would be taken for a
// new one. For the sign-in page it returns the page that signing in leads to.
func (k *Kit) returnAddress(site site, here *url.URL, page string) *url.URL {
	home := site.prefix + "/"
	back := resolve(here, localPart(page, here, home))
	if k.isAuthPagePath(site, back.EscapedPath()) {
		back = resolve(here, localPart(back.Query().Get("redirect_url"), here, home))
	}
	if k.isAuthPagePath(site, back.EscapedPath()) {
		back = resolve(here, home)
	}
	back.RawQuery = authn.WithoutHandshake(back.RawQuery)
	return back
}

// maxLocalPart is the greatest length of an address that people come back to. It is escaped
// as redirect_url and grows up to threefold, and proxies take lines of 8 to 16 KiB.
const maxLocalPart = 4 << 10

// localPart returns the path and query of raw if it is a URL of origin, or itself
// a local path; else home.
func localPart(raw string, origin *url.URL, home string) string {
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
