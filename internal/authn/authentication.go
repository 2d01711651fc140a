package authn

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// authentication is the work on one request.
type authentication struct {
	auth *Authenticator
	req  Request
	now  time.Time

	cookies         cookieValues
	query           query
	plain, suffixed sessionCookie
	useSuffixed     bool

	session     sessionCookie // the one of the two that counts
	clientUAT   int64         // when the browser's client last signed in or out; 0 if signed out
	devBrowser  string
	headerToken string // only if it came with one
	// handshakeSpent reports whether the outcome of a handshake was used or refused.
	handshakeSpent bool

	// causes are the failures that did not decide the verdict.
	causes          []error
	keysUnavailable bool
}

// Query parameters. Some have the name of a cookie and mean the same.
const (
	paramDevBrowser       = cookieDevBrowser
	paramLegacyDevBrowser = "__dev_session"
	paramHandshake        = cookieHandshake
	paramHandshakeNonce   = cookieHandshakeNonce
	paramHandshakeHelp    = "__clerk_help"
	paramHandshakeReason  = "__clerk_hs_reason"
	paramSuffixedCookies  = "suffixed_cookies"
	paramSynced           = "__clerk_synced"
	paramRedirectURL      = "__clerk_redirect_url"
)

func (r *authentication) readCookies() {
	r.query = parseQuery(r.req.URL.RawQuery)
	r.cookies = r.auth.names.read(r.req.Cookie)
	r.plain = r.auth.readSession(r.cookies[plainSession])
	r.suffixed = r.plain // clerk-js writes the same token to both
	if r.cookies[suffixedSession] != r.plain.raw {
		r.suffixed = r.auth.readSession(r.cookies[suffixedSession])
	}

	r.useSuffixed = r.usesSuffixedCookies()
	clientUAT := r.cookies[plainClientUAT]
	r.session, r.devBrowser = r.plain, r.cookies[plainDevBrowser]
	if r.useSuffixed {
		clientUAT = r.cookies[suffixedClientUAT]
		r.session, r.devBrowser = r.suffixed, r.cookies[suffixedDevBrowser]
	}
	r.clientUAT = parseClientUAT(clientUAT)
	if inURL := r.query.get(paramDevBrowser); inURL != "" {
		r.devBrowser = inURL
	}
}

// fromCookies gives the verdict from the cookies. It checks the ways in which they can be out
// of date, in the order of Clerk's backend, and verifies the session token last.
func (r *authentication) fromCookies(ctx context.Context) (State, error) {
	if nonce, token := r.handshakeParams(); nonce != "" || token != "" {
		if state, ok, err := r.resolveHandshake(ctx, nonce, token); ok || err != nil {
			return state, err
		}
	}
	if r.auth.isSatellite {
		if state, ok := r.syncSatellite(); ok {
			return state, nil
		}
	} else if !r.auth.key.Live() {
		if state, ok := r.answerSatellite(); ok {
			return state, nil
		}
	}

	// In development the app and Clerk are on different sites; the dev browser
	// token stands in for the cookies that Clerk could not set.
	if !r.auth.key.Live() && r.query.has(paramDevBrowser) {
		return r.maybeHandshake(ReasonDevBrowserSync, ""), nil
	}
	if !r.auth.key.Live() && r.devBrowser == "" {
		return r.maybeHandshake(ReasonDevBrowserMissing, ""), nil
	}

	hasActiveClient := r.clientUAT != 0
	hasSession := r.session.raw != ""
	switch {
	case !hasActiveClient && !hasSession:
		return r.signedOut(ReasonSessionTokenAndUATMissing, ""), nil
	case !hasActiveClient && hasSession:
		return r.maybeHandshake(ReasonSessionTokenWithoutClientUAT, ""), nil
	case hasActiveClient && !hasSession:
		return r.maybeHandshake(ReasonClientUATWithoutSessionToken, ""), nil
	}

	if r.session.err != nil {
		return r.refused(ctx, r.session.err, CarrierCookie), nil //nolint:nilerr // a refused token is a State and not an error
	}
	t := r.session.token
	if !t.IsSession() {
		return r.signedOut(ReasonTokenTypeMismatch, ""), nil
	}
	// Signing in or out elsewhere in the browser moves the client's time on, so
	// an older token may be another person's. Not verified yet: at worst a forger
	// gets a handshake, which asks Clerk.
	if t.IssuedBefore(r.clientUAT) {
		return r.maybeHandshake(ReasonSessionTokenIATBeforeUAT, ""), nil
	}
	if terr := r.auth.tokens.Verify(ctx, t, r.now, r.auth.clockSkew); terr != nil {
		return r.refused(ctx, terr, CarrierCookie), nil
	}

	if r.comesFromUnknownOrigin() {
		return r.maybeHandshake(ReasonPrimaryDomainCrossOriginSync,
			"Cross-origin request from satellite domain requires handshake"), nil
	}
	if !r.hasRightOrganization(t.Claims()) {
		if state := r.maybeHandshake(ReasonActiveOrganizationMismatch, ""); state.Status == Handshake {
			return state, nil
		}
	}
	return r.signedIn(t, CarrierCookie), nil
}

// fromHeader verifies the token of an Authorization header. It beats all cookies,
// which are looked at only if it has expired.
func (r *authentication) fromHeader(ctx context.Context, raw string) State {
	r.headerToken = raw
	t, err := r.auth.tokens.Parse(raw)
	if err != nil {
		return r.refused(ctx, err, CarrierHeader)
	}
	if !t.IsSession() {
		state := r.signedOut(ReasonTokenTypeMismatch, "")
		state.Carrier = CarrierHeader
		return state
	}
	if err := r.auth.tokens.Verify(ctx, t, r.now, r.auth.clockSkew); err != nil {
		return r.refused(ctx, err, CarrierHeader)
	}
	return r.signedIn(t, CarrierHeader)
}

// isForeign reports whether a token is not Clerk's, as far as can be told without verifying it.
// A forger gains nothing: a token that is taken for Clerk's is verified.
func (a *Authenticator) isForeign(raw string) bool {
	if opaqueTokenType(raw) != "" {
		return false
	}
	t, err := a.tokens.Parse(raw)
	return err != nil || !t.IssuedBy(a.frontendAPI) && !t.IssuedBy(a.key.FrontendAPI()) && !slices.Contains(a.issuers, t.Claims().Issuer)
}

func (r *authentication) signedIn(t *sessiontoken.Token, carrier Carrier) State {
	verification := VerificationSignature
	if t.Remembered() {
		verification = VerificationRemembered
	}
	return State{
		Status: SignedIn, Claims: t.Claims(), Token: t.Raw(), Carrier: carrier, Verification: verification,
		Cookie: r.cookies[callersCookie], Cause: errors.Join(r.causes...),
	}
}

func (r *authentication) signedOut(reason Reason, message string) State {
	state := State{
		Status: SignedOut, Reason: reason, Message: message,
		Cookie:          r.cookies[callersCookie],
		KeysUnavailable: r.keysUnavailable, Cause: errors.Join(r.causes...),
	}
	if r.session.raw != "" {
		state.Carrier = CarrierCookie
	}
	return state
}

// failed notes a failure that the State's Reason does not tell of.
func (r *authentication) failed(err error) {
	r.causes = append(r.causes, err)
	var terr *sessiontoken.Error
	if errors.As(err, &terr) && terr.KeysUnavailable() {
		r.keysUnavailable = true
	}
}

// isDocumentGET reports whether a page in a tab made the request. It is stricter than
// handshakeEligible.
func (r *authentication) isDocumentGET() bool {
	return (r.req.SecFetchDest == "document" || r.req.isPassedOnNavigation()) && r.req.handshakeEligible()
}
