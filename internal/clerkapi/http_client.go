package clerkapi

import "net/http"

// maxAnswerSize bounds what is read of an answer.
const maxAnswerSize = 10 << 20

// NewHTTPClient makes a client for Clerk's APIs from the application's client; from nil
// with a time-out of 5 s. It does not follow redirects: the request carries the secret
// key, and net/http would pass it on within a domain. Answers are cut off at 10 MiB.
func NewHTTPClient(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{Timeout: callTimeout}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	own.Transport = boundedTransport{own.Transport}
	return &own
}

// boundedTransport cuts off answers that are too long: clerk-sdk-go reads them whole.
type boundedTransport struct{ http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(r)
	if err == nil && res != nil && res.Body != nil { // net/http takes nil for an empty one
		res.Body = http.MaxBytesReader(nil, res.Body, maxAnswerSize)
	}
	return res, err
}
