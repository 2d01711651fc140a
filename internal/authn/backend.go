package authn

import (
	"context"
	"errors"
)

// Backend makes the two calls of Clerk's Backend API that authentication needs.
// Both return cookies as Set-Cookie values. Implementations bring their own
// time-outs and bound what they read.
type Backend interface {
	// HandshakePayload is GET /v1/clients/handshake_payload?nonce=…: it trades
	// the nonce for the "directives" of the reply. Its error wraps [ErrNotAsked] if
	// Clerk was not asked.
	HandshakePayload(ctx context.Context, nonce string) (setCookies []string, err error)
	// Refresh is POST /v1/sessions/{SessionID}/refresh. An error that Clerk's API
	// gave is returned as a [*RefreshError].
	Refresh(ctx context.Context, params RefreshRequest) (setCookies []string, err error)
}

// ErrNotAsked says that Clerk was not asked about a credential, because too many others
// failed lately or too many calls are in flight. It says nothing about this credential.
var ErrNotAsked = errors.New("authn: Clerk is not asked about more credentials at the moment")

// RefreshRequest is what [Backend.Refresh] sends.
type RefreshRequest struct {
	// SessionID is for the path, not part of the body.
	SessionID string `json:"-"`
	// SessionVerified reports whether the signature of ExpiredToken is known to be good, so
	// that SessionID is an id of Clerk's. It is not part of the body.
	SessionVerified bool `json:"-"`
	// SuffixedCookies goes into the query, as suffixed_cookies=true or false.
	SuffixedCookies bool `json:"-"`
	// Format is "cookie".
	Format       string `json:"format"`
	ExpiredToken string `json:"expired_token"`
	RefreshToken string `json:"refresh_token"`
	// RequestOrigin is the origin of the page, such as "https://example.com".
	RequestOrigin string `json:"request_origin"`
	// RequestHeaders are the request's headers; names are in lower case.
	RequestHeaders map[string][]string `json:"request_headers"`
}

// RefreshError is a refusal by Clerk's API.
type RefreshError struct {
	// Code is the code of the first entry of "errors" in the reply.
	Code string
	// Err is the underlying error, for the log.
	Err error
}

func (e *RefreshError) Error() string {
	return "authn: refresh: Clerk answered " + e.Code
}

// Unwrap returns the underlying error.
func (e *RefreshError) Unwrap() error { return e.Err }
