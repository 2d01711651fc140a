package authn

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/site"
)

// Request is what the [State] of a request is made from.
type Request struct {
	Method string
	// Site returns the application as the browser knows it. It is called only for the few
	// requests whose verdict depends on it.
	Site func() site.Site
	// URL holds path and query. Its scheme and host do not count.
	URL *url.URL

	// The headers of these names, empty if absent. Cookie is the raw header.
	Cookie, Authorization, SecFetchDest string
	// HTMX reports whether htmx made the request. A script cannot follow a redirect to another
	// origin, so the request is never sent through a handshake, whatever its other headers are.
	HTMX bool

	// Header holds all headers. They are passed on to Clerk when it is asked for a fresh token.
	// Headers that only few requests need are read from it, too. It is not changed.
	Header http.Header
}

// FromHTTP collects the facts from r. Only the caller knows the site, since a proxy in
// front may have changed what r says of it. The caller sets HTMX.
func FromHTTP(r *http.Request, site func() site.Site) Request {
	return Request{
		Method:        r.Method,
		Site:          site,
		URL:           r.URL,
		Cookie:        strings.Join(r.Header["Cookie"], "; "), // HTTP/2 may split it
		Authorization: firstValue(r.Header, "Authorization"),
		SecFetchDest:  firstValue(r.Header, "Sec-Fetch-Dest"),
		Header:        r.Header,
	}
}

// firstValue returns the first value of a header whose name is in canonical form, which
// spares a conversion.
func firstValue(header http.Header, name string) string {
	if values := header[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// publicURL is the request's URL as the browser knows it.
func (r *Request) publicURL() *url.URL { return r.Site().URL(r.URL) }

// handshakeEligible tells whether the request is probably for a document, which
// can be redirected to Clerk and back. The handshake endpoint knows only GET.
func (r *Request) handshakeEligible() bool {
	switch {
	case r.HTMX || r.Method != http.MethodGet:
		return false
	case r.SecFetchDest == "document" || r.SecFetchDest == "iframe" || r.isPassedOnNavigation():
		return true
	default:
		// Browsers without fetch metadata.
		return r.SecFetchDest == "" && strings.HasPrefix(firstValue(r.Header, "Accept"), "text/html")
	}
}

// isPassedOnNavigation recognizes a navigation that a service worker passes on by
// fetch(event.request). It has lost its destination (Fetch, section 5.4), and scripts
// cannot make up the mode. The browser follows a redirect as it does without the worker.
func (r *Request) isPassedOnNavigation() bool {
	return r.SecFetchDest == "empty" && firstValue(r.Header, "Sec-Fetch-Mode") == "navigate"
}

// bearer returns the token of the Authorization header, as Clerk's backend reads it: the scheme
// is "Bearer", in exactly this spelling, or missing.
func (r *Request) bearer() string {
	scheme, rest, _ := strings.Cut(r.Authorization, " ")
	token, _, _ := strings.Cut(rest, " ")
	switch {
	case token == "":
		return scheme
	case scheme == "Bearer":
		return token
	default: // some other authentication, not ours
		return ""
	}
}

// origin serializes the origin of a URL as browsers do.
func origin(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return scheme + "://" + host
}

// href serializes u with another query.
func href(u *url.URL, q query) string {
	path := u.EscapedPath()
	if !strings.HasPrefix(path, "/") { // "GET *" must not grow the host
		path = "/" + path
	}
	encoded := q.encode()
	if encoded != "" {
		encoded = "?" + encoded
	}
	if u.Fragment != "" {
		encoded += "#" + u.EscapedFragment()
	}
	return origin(u) + path + encoded
}
