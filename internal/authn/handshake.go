package authn

import (
	"strconv"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// APIVersion is the version of Clerk's API that this module speaks.
const APIVersion = "2026-05-12"

// maxRedirects is how many handshakes in a row end the attempt. The counter's
// cookie lives only two seconds.
const maxRedirects = 3

// maybeHandshake sends a document to Clerk's Frontend API for fresh cookies. Any
// other request is signed out, for the same reason, as it cannot go there and back.
func (r *authentication) maybeHandshake(reason Reason, message string) State {
	return r.maybeRedirect(reason, message, func() string { return r.handshakeURL(reason) })
}

// maybeRedirect is maybeHandshake by way of another location.
func (r *authentication) maybeRedirect(reason Reason, message string, location func() string) State {
	state := r.signedOut(reason, message)
	count := parseRedirectCount(r.cookies[redirectCount])
	// Clerk's backend tests for 3 exactly, so that a forged 4 would redirect on
	// and on.
	if count >= maxRedirects {
		state.LoopEnded = true
		return state
	}
	// What a handshake brings has to be verified as well. Without keys it would be
	// lost, and lead to the next.
	if r.keysUnavailable {
		return state
	}
	if !r.req.handshakeEligible() {
		state.Recoverable = true
		return state
	}
	state.Status = Handshake
	state.Location = location()
	state.SetCookies = []string{
		cookieRedirectCount + "=" + strconv.Itoa(count+1) + "; SameSite=Lax; HttpOnly; Max-Age=2",
	}
	return state
}

// handshakeURL is where the Frontend API gives out fresh cookies and sends the
// browser back.
func (r *authentication) handshakeURL(reason Reason) string {
	// In Clerk's backend, an old outcome comes back beside the new one.
	back := href(r.req.publicURL(), r.query.without(
		paramDevBrowser, paramLegacyDevBrowser, paramHandshake, paramHandshakeNonce, paramHandshakeHelp))
	q := query{
		{"redirect_url", back},
		{"__clerk_api_version", APIVersion},
		{paramSuffixedCookies, strconv.FormatBool(r.useSuffixed)},
		{paramHandshakeReason, string(reason)},
		{"format", "nonce"},
	}
	if token := r.sessionToken(); token != "" && len(token) <= sessiontoken.MaxSize {
		q = q.add(cookieSession, token)
	}
	if !r.auth.key.Live() && r.devBrowser != "" {
		q = q.add(paramDevBrowser, r.devBrowser)
	}
	// For every reason, so that one handshake is enough.
	if target := r.auth.organizations.target(r.req.URL); target.kind != noTarget {
		q = q.add("organization_id", target.value)
	}
	return r.auth.frontendAPIURL(&r.req) + "/v1/client/handshake?" + q.encode()
}

// sessionToken is the token to tell Clerk of: that of the cookie, if there is one.
func (r *authentication) sessionToken() string {
	if r.session.raw != "" {
		return r.session.raw
	}
	return r.headerToken
}
