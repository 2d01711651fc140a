package clerkapi

import "net/http"

// maxAnswerSize bounds what is read of an answer.
const maxAnswerSize = 10 << 20

// NewHTTPClient makes a client for Clerk's APIs of the application's own. It follows no
// redirect: the request carries the secret key, and net/http would hand it on within
// a domain. Answers are cut off at 10 MiB. Nil is a client with a 5 s time-out.
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
