package clerkapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

var (
	errOutside  = errors.New("clerkapi: the request's path is not one of Clerk's Backend API")
	errRedirect = errors.New("clerkapi: Clerk's Backend API answered with a redirect")
)

// transport keeps requests below the API's URL. It reads answers whole, as
// clerk-sdk-go would, so that whatever fails on the way is an error of the transport
// and not taken for an answer.
type transport struct {
	http.RoundTripper
	base *url.URL
}

// onlyBelow makes a client that sends requests only to URLs below baseURL.
func onlyBelow(baseURL string, client *http.Client) (*http.Client, error) {
	base, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("clerkapi: %w", err)
	}
	own := *client
	own.Transport = transport{client.Transport, base}
	return &own, nil
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.allows(r.URL) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, errOutside
	}
	res, err := t.RoundTripper.RoundTrip(r)
	if err != nil || res == nil {
		return res, err
	}
	body, err := readAll(res.Body)
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400: // clerk-sdk-go takes it for success
		return nil, fmt.Errorf("%w (status %d)", errRedirect, res.StatusCode)
	case err != nil:
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

func readAll(body io.ReadCloser) ([]byte, error) {
	if body == nil { // net/http takes it for an empty one
		return nil, nil
	}
	defer body.Close()
	return io.ReadAll(body)
}

// allows reports whether u is a URL of the API. clerk-sdk-go puts ids into paths as they are,
// so an id with a dot segment would lead to another resource (RFC 3986, section 5.2.4). Clerk's
// paths have no dot segment, no empty segment and no escaped slash.
func (t transport) allows(u *url.URL) bool {
	path, below := strings.CutPrefix(u.EscapedPath(), t.base.EscapedPath()+"/")
	if !below || u.Scheme != t.base.Scheme || u.Host != t.base.Host {
		return false
	}
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "" || plain == "." || plain == ".." || strings.ContainsAny(plain, `/\`) {
			return false
		}
	}
	return true
}
