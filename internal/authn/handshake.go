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
func (d *decision) maybeHandshake(reason Reason, message string) State {
	return d.maybeRedirect(reason, message, func() string { return d.handshakeURL(reason) })
}

// maybeRedirect is maybeHandshake by way of another location.
func (d *decision) maybeRedirect(reason Reason, message string, location func() string) State {
	state := d.signedOut(reason, message)
	count := parseRedirectCount(d.cookies[redirectCount])
	// Clerk's backend tests for 3 exactly, so that a forged 4 would redirect on
	// and on.
	if count >= maxRedirects {
		state.LoopEnded = true
		return state
	}
	// What a handshake brings has to be verified as well. Without keys it would be
	// lost, and lead to the next.
	if d.keysUnavailable {
		return state
	}
	if !d.req.handshakeEligible() {
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
func (d *decision) handshakeURL(reason Reason) string {
	// In Clerk's backend, an old outcome comes back beside the new one.
	back := href(d.req.publicURL(), d.query.without(
		paramDevBrowser, paramLegacyDevBrowser, paramHandshake, paramHandshakeNonce, paramHandshakeHelp))
	q := query{
		{"redirect_url", back},
		{"__clerk_api_version", APIVersion},
		{paramSuffixedCookies, strconv.FormatBool(d.useSuffixed)},
		{paramHandshakeReason, string(reason)},
		{"format", "nonce"},
	}
	if token := d.sessionToken(); token != "" && len(token) <= sessiontoken.MaxSize {
		q = q.add(cookieSession, token)
	}
	if !d.key.Live() && d.devBrowser != "" {
		q = q.add(paramDevBrowser, d.devBrowser)
	}
	// For every reason, so that one handshake is enough.
	if target := d.organizations.target(d.req.URL); target.kind != noTarget {
		q = q.add("organization_id", target.value)
	}
	return d.frontendAPIURL(&d.req) + "/v1/client/handshake?" + q.encode()
}

// sessionToken is the token to tell Clerk of: that of the cookie, if there is one.
func (d *decision) sessionToken() string {
	if d.session.raw != "" {
		return d.session.raw
	}
	return d.headerToken
}
