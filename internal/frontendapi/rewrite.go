package frontendapi

import (
	"errors"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// rewrite addresses the request to the Frontend API. ReverseProxy has removed
// hop-by-hop headers, and X-Forwarded-For, -Host and -Proto as they came in.
func (x exchange) rewrite(r *httputil.ProxyRequest, target *url.URL) {
	out := r.Out
	out.URL, out.Host, out.Trailer = target, target.Host, nil
	// ReverseProxy puts upgrades and TE back. Expect is answered by our own server. The
	// others are further names for the client's address, which anybody can send.
	for _, name := range []string{
		"Connection", "Upgrade", "Te", "Expect",
		"X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip",
	} {
		out.Header.Del(name)
	}
	out.Header.Set("Accept-Encoding", "identity")
	out.Header.Set("Clerk-Proxy-Url", x.proxyURL())
	out.Header.Set("Clerk-Secret-Key", x.SecretKey)
	out.Header.Set("X-Forwarded-Host", x.browser.Host)
	out.Header.Set("X-Forwarded-Proto", x.browser.Scheme)
	if x.browser.Address != "" {
		out.Header.Set("X-Forwarded-For", x.browser.Address)
	}
}

// proxyURL is the proxy's address as the browser knows it.
func (x exchange) proxyURL() string {
	return x.browser.Scheme + "://" + x.browser.Host + x.browser.Prefix + x.Path
}

var errNoFinalStatus = errors.New("the answer has a status outside 200 to 599")

// modifyResponse sends the browser back through the proxy where Clerk redirects within the
// Frontend API. It does not change a redirect to another place, such as the page that a
// handshake started from. It makes a relative redirect absolute if that leads out of the base
// path, because the browser would resolve it in the application.
func (x exchange) modifyResponse(res *http.Response) error {
	if res.StatusCode < 200 || res.StatusCode > 599 { // 101 Switching Protocols among them
		return errNoFinalStatus
	}
	// Headers that "Connection: close, X-Name" names are still there, as net/http takes
	// that line away. HTTP/2, which Clerk speaks, has none.
	res.Trailer = nil
	location, err := res.Location()
	if err != nil || !strings.EqualFold(location.Host, x.Base.Host) {
		return nil //nolint:nilerr // no Location, or none that can be read
	}
	if rest, below := safeurl.CutPath(location.EscapedPath(), x.Base.EscapedPath()); below {
		suffix := url.URL{RawQuery: location.RawQuery, Fragment: location.Fragment, RawFragment: location.RawFragment}
		res.Header.Set("Location", x.proxyURL()+rest+suffix.String())
	} else {
		res.Header.Set("Location", location.String())
	}
	return nil
}
