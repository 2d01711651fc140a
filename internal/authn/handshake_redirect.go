package authn

import (
	"strconv"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// APIVersion is the version of Clerk's API that this module speaks.
const APIVersion = "2026-05-12"

// maxRedirects is the number of handshakes in a row after which the browser is not redirected
// again. The counter's cookie lives for two seconds only.
const maxRedirects = 3

// maybeHandshake redirects a document to Clerk's Frontend API for fresh cookies. Any other
// request is signed out, for the same reason, because it cannot go there and come back.
func (r *authentication) maybeHandshake(reason Reason, message string) State {
	return r.maybeRedirect(reason, message, func() string { return r.handshakeURL(reason) })
}

// maybeRedirect is maybeHandshake with another location.
func (r *authentication) maybeRedirect(reason Reason, message string, location func() string) State {
	state := r.signedOut(reason, message)
	count := parseRedirectCount(r.cookies[redirectCount])
	// Clerk's backend tests for 3 exactly, so that a forged 4 would redirect on
	// and on.
	if count >= maxRedirects {
		state.LoopEnded = true
		return state
	}
	// The outcome of a handshake has to be verified, too. Without keys it would be lost, and
	// another handshake would follow.
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
	// Every handshake names the organization, so that one handshake is enough.
	if target := r.auth.organizations.target(r.req.URL); target.kind != noTarget {
		q = q.add("organization_id", target.value)
	}
	return r.auth.frontendAPIURL(&r.req) + "/v1/client/handshake?" + q.encode()
}

// sessionToken returns the token to send to Clerk: that of the cookie, or else that of the
// header.
func (r *authentication) sessionToken() string {
	if r.session.raw != "" {
		return r.session.raw
	}
	return r.headerToken
}
