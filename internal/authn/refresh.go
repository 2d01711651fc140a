package authn

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Why there was no refresh; part of the reason of the handshake that follows.
const (
	refreshNonGet          = "non-eligible-non-get"
	refreshNoCookie        = "non-eligible-no-refresh-cookie"
	refreshNoBackend       = "missing-api-client"
	refreshDecodeFailed    = "expired-session-token-decode-failed"
	refreshNoSessionID     = "expired-session-token-missing-sid-claim"
	refreshFetchError      = "fetch-error"
	refreshUnexpectedReply = "unexpected-bapi-error"
	refreshNoCookies       = "unexpected-sdk-error"
	refreshInvalidToken    = "invalid-session-token"
)

// refresh trades the refresh token for a fresh session token, without sending the
// browser anywhere; so it works for a script's GET as well. It returns why it
// could not, "" on success.
func (r *authentication) refresh(ctx context.Context) (State, string) {
	refreshToken := r.cookies[suffixedRefresh]
	switch {
	case r.req.Method != http.MethodGet:
		return State{}, refreshNonGet
	case refreshToken == "":
		return State{}, refreshNoCookie
	case r.auth.backend == nil:
		return State{}, refreshNoBackend
	}
	expiredToken := r.sessionToken()
	expired, terr := r.auth.tokens.Parse(expiredToken)
	if terr != nil {
		return State{}, refreshDecodeFailed
	}
	if !IsID(expired.Claims().SessionID) {
		return State{}, refreshNoSessionID
	}
	directives, err := r.auth.backend.Refresh(ctx, RefreshRequest{
		SessionID:       expired.Claims().SessionID,
		SessionVerified: expired.Remembered(),
		SuffixedCookies: r.useSuffixed,
		Format:          "cookie",
		ExpiredToken:    expiredToken,
		RefreshToken:    refreshToken,
		RequestOrigin:   origin(r.req.publicURL()),
		RequestHeaders:  r.requestHeaders(),
	})
	if err != nil {
		r.failed(err)
		return State{}, refreshFailure(err)
	}
	setCookies, err := checkDirectives(directives)
	if err != nil {
		r.failed(err)
	}
	if len(setCookies) == 0 {
		return State{}, refreshNoCookies
	}
	t, terr := r.auth.tokens.Parse(lastSession(setCookies))
	if terr == nil {
		terr = r.auth.tokens.Verify(ctx, t, r.now, r.auth.clockSkew)
	}
	if terr != nil {
		r.failed(terr)
		return State{}, refreshInvalidToken
	}
	state := r.signedIn(t, CarrierCookie)
	state.SetCookies = setCookies
	state.Verification = VerificationRefreshed
	return state, ""
}

// requestHeaders returns the headers by which Clerk judges whether the refresh token comes from
// the browser that it was given to.
func (r *authentication) requestHeaders() map[string][]string {
	headers := make(map[string][]string, len(r.req.Header)+1)
	for name, values := range r.req.Header {
		headers[strings.ToLower(name)] = []string{strings.Join(values, ", ")}
	}
	headers["host"] = []string{r.req.Site().Host}
	return headers
}

// refreshFailure is Clerk's own error code, if it gave one.
func refreshFailure(err error) string {
	var refused *RefreshError
	switch {
	case !errors.As(err, &refused) || !IsID(refused.Code):
		return refreshUnexpectedReply
	case refused.Code == "unexpected_error":
		return refreshFetchError
	default:
		return refused.Code
	}
}

// IsID reports whether s consists of 1 to 128 letters, digits, "_" and "-", so that it is safe
// in a path and in a header. The session id can come from a token whose signature nobody has
// checked.
func IsID(s string) bool {
	const maxLength = 128
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return s != "" && len(s) <= maxLength
}
