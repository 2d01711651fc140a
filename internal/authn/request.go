package authn

import (
	"net/http"
	"net/url"
	"strings"
)

// Request is what the verdict on a request is made of.
type Request struct {
	Method string
	// Scheme and Host are those in the browser's address bar.
	Scheme, Host string
	// URL holds path and query. Its scheme and host do not count.
	URL *url.URL
	// Prefix is the path that a proxy removed from the front of URL's path, such as "/app".
	// Empty for an application at the top of its host.
	Prefix string

	// The headers of these names, empty if absent. Cookie is the raw header.
	Cookie, Authorization, Accept, SecFetchDest, SecFetchMode, Origin, Referer string
	// HTMX: a script made the request, which cannot follow a redirect to another
	// origin. It is never sent through a handshake, whatever its other headers.
	HTMX bool

	// Header holds all headers. They are passed on to Clerk when it is asked for
	// a fresh token, and otherwise not looked at. It is not changed.
	Header http.Header
}

// FromHTTP collects the facts from r. Only the caller knows the scheme and host that
// the browser used, since a proxy in front may have changed them. The caller sets HTMX.
func FromHTTP(r *http.Request, scheme, host string) Request {
	header := func(name string) string { // for names in canonical form, which spares a conversion
		if values := r.Header[name]; len(values) > 0 {
			return values[0]
		}
		return ""
	}
	cookie := header("Cookie")
	if lines := r.Header["Cookie"]; len(lines) > 1 { // HTTP/2 may split it
		cookie = strings.Join(lines, "; ")
	}
	return Request{
		Method:        r.Method,
		Scheme:        scheme,
		Host:          host,
		URL:           r.URL,
		Cookie:        cookie,
		Authorization: header("Authorization"),
		Accept:        header("Accept"),
		SecFetchDest:  header("Sec-Fetch-Dest"),
		SecFetchMode:  header("Sec-Fetch-Mode"),
		Origin:        header("Origin"),
		Referer:       header("Referer"),
		Header:        r.Header,
	}
}

// publicURL is the request's URL as the browser knows it.
func (r *Request) publicURL() *url.URL {
	u := url.URL{
		Scheme: r.Scheme, Host: r.Host,
		Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery, ForceQuery: r.URL.ForceQuery,
	}
	if r.Prefix != "" {
		u.Path = r.Prefix + "/" + strings.TrimPrefix(u.Path, "/")
		if u.RawPath != "" {
			u.RawPath = r.Prefix + "/" + strings.TrimPrefix(u.RawPath, "/")
		}
	}
	return &u
}

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
		return r.SecFetchDest == "" && strings.HasPrefix(r.Accept, "text/html")
	}
}

// isPassedOnNavigation recognizes a navigation that a service worker passes on by
// fetch(event.request). It has lost its destination (Fetch, section 5.4), and scripts
// cannot make up the mode. The browser follows a redirect as it does without the worker.
func (r *Request) isPassedOnNavigation() bool {
	return r.SecFetchMode == "navigate" && r.SecFetchDest == "empty"
}

// bearer returns the token of the Authorization header, as Clerk's backend reads
// it: the scheme is "Bearer" in just this case, or missing.
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
