package clerkhtmx

import (
	"net/http"
	"time"
)

const (
	defaultTimeout = 5 * time.Second
	maxReplySize   = 10 << 20
)

// backendHTTPClient makes a client for the Backend API of the application's own. It
// follows no redirect: the request carries the secret key, and net/http would hand
// it on within a domain.
func backendHTTPClient(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{Timeout: defaultTimeout}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	own.Transport = boundedTransport{own.Transport}
	return &own
}

// boundedTransport cuts off replies that are too long: clerk-sdk-go reads them whole.
type boundedTransport struct{ http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, maxReplySize)
	}
	return res, err
}
