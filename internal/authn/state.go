package authn

import (
	"net/http"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// Status is the short form of a [State].
type Status string

// The three statuses, in Clerk's words.
const (
	SignedIn  Status = "signed-in"
	SignedOut Status = "signed-out"
	// Handshake: the cookies are out of date, and the browser is to fetch fresh
	// ones from State.Location.
	Handshake Status = "handshake"
)

// Carrier tells where the token came from.
type Carrier string

// The places a token can come from.
const (
	CarrierHeader Carrier = "header"
	CarrierCookie Carrier = "cookie"
)

// Verification says how a token came to be trusted. It is for metrics.
type Verification string

// The ways to trust a token.
const (
	VerificationSignature  Verification = "signature"
	VerificationRemembered Verification = "remembered" // its signature was found good before
	VerificationRefreshed  Verification = "refreshed"  // it took the place of one that ran out
)

// State is the outcome of the authentication of one request.
//
// The caller writes the headers with [State.WriteHeader] on every response. If Location is not
// empty, it answers 307 with nothing else, even if the status is SignedIn: in development, that
// redirect removes the handshake's parameters from the address bar. A script would follow it
// unnoticed, so an htmx request needs another answer.
type State struct {
	Status Status
	// Reason is why the request is not signed in; empty when it is.
	Reason Reason
	// Message explains Reason for a developer; mostly empty. It holds no part of
	// a token.
	Message string

	// Claims are those of the verified session token, nil unless signed in. They
	// are shared between requests: never change them. A pending session is
	// signed in as far as this package is concerned, see Claims.SessionStatus.
	Claims *sessiontoken.Claims
	// Token is the verified session token; empty unless signed in.
	Token string
	// Carrier is where the token came from; also set for a refused one. Empty
	// when there was no token.
	Carrier Carrier

	// Verification is how the token came to be trusted; empty unless signed in.
	Verification Verification

	// Location is where to redirect to, or empty.
	Location string
	// SetCookies are values for Set-Cookie headers.
	SetCookies []string

	// SpentCookies are the names of the cookies that brought the outcome of a handshake,
	// which was used or refused. The response must expire them: an old outcome that is used
	// again could end a good session. Clerk's backend leaves that to the outcome itself.
	SpentCookies []string

	// Cookie is the value of the cookie that Config.Cookie names. Empty if a token in
	// the Authorization header settled the matter: no cookie was looked at then.
	Cookie string

	// Recoverable reports that the cookies are out of date and that a document request would
	// have been sent through a handshake. This request was refused only because it is not for a
	// document. The person may well be signed in.
	Recoverable bool
	// LoopEnded reports that a handshake was needed but not made, because several in a row did
	// not help.
	LoopEnded bool
	// Refused describes a session cookie that was refused, by its own claims; nil if none was.
	// It is for the log only, because anybody can make up such a cookie.
	Refused *TokenOrigin
	// KeysUnavailable reports that the keys that verify tokens are unavailable. It says nothing
	// about the person. A retry may succeed. It is never set when signed in.
	KeysUnavailable bool
	// Cause holds the errors on the way to the verdict, for the log. It can be set whatever the
	// status is: a bad handshake does not invalidate a good session cookie.
	Cause error

	// handshakeResolved reports that this response carries the outcome of a handshake.
	handshakeResolved bool
}

// TokenOrigin tells where a token that was not accepted may be from.
type TokenOrigin struct {
	// Issuer and AuthorizedParty are the claims iss and azp, and KeyID is the header's kid.
	// Each is empty unless it has the form of such a value.
	Issuer, KeyID, AuthorizedParty string
	// Age is how long ago the token says it was issued, by our clock.
	Age time.Duration
}

// Headers that tell why a request is not signed in. Clerk's SDKs read them.
const (
	headerAuthStatus  = "X-Clerk-Auth-Status"
	headerAuthReason  = "X-Clerk-Auth-Reason"
	headerAuthMessage = "X-Clerk-Auth-Message"
)

// WriteHeader puts into h what every response to the request carries: the
// x-clerk-auth-* headers unless signed in, cookies, and the redirect's Location.
// A response that sets cookies or redirects must not be stored by any cache.
func (s State) WriteHeader(h http.Header) {
	if s.Status != SignedIn {
		setRepresentable(h, headerAuthStatus, string(s.Status))
		setRepresentable(h, headerAuthReason, string(s.Reason))
		setRepresentable(h, headerAuthMessage, s.Message)
	}
	if s.handshakeResolved {
		h.Set("Access-Control-Allow-Origin", "null")
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	for _, cookie := range s.SetCookies {
		h.Add("Set-Cookie", cookie)
	}
	if s.Location != "" {
		h.Set("Location", s.Location)
	}
	// Clerk's SDKs say no-store on redirects only. Production handshakes and
	// refreshes set a session on a normal page, which is no less personal.
	if s.Location != "" || len(s.SetCookies) > 0 {
		h.Set("Cache-Control", "no-store")
	}
}

// RewriteHeader is [State.WriteHeader] for a State that takes the place of an
// earlier one on the same response.
func (s State) RewriteHeader(h http.Header) {
	for _, name := range []string{headerAuthStatus, headerAuthReason, headerAuthMessage} {
		delete(h, name) // all are in canonical form
	}
	s.WriteHeader(h)
}

// setRepresentable sets a header, unless value is empty or not visible ASCII.
func setRepresentable(h http.Header, name, value string) {
	if value == "" {
		return
	}
	for i := range len(value) {
		if value[i] < ' ' || value[i] > '~' {
			return
		}
	}
	h.Set(name, value)
}
