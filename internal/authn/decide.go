package authn

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// decision is the work on one request.
type decision struct {
	*Authenticator
	req Request
	now time.Time

	cookies         cookieValues
	query           query
	plain, suffixed sessionCookie
	useSuffixed     bool

	session     sessionCookie // the one of the two that counts
	clientUAT   int64         // when the browser's client last signed in or out; 0 if signed out
	devBrowser  string
	headerToken string // only if it came with one
	// handshakeSpent: the outcome of a handshake was looked at.
	handshakeSpent bool

	// causes are the failures that did not end the matter.
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

func (d *decision) readCookies() {
	d.query = parseQuery(d.req.URL.RawQuery)
	d.cookies = d.names.read(d.req.Cookie)
	d.plain = d.readSession(d.cookies[plainSession])
	d.suffixed = d.plain // clerk-js writes the same token to both
	if d.cookies[suffixedSession] != d.plain.raw {
		d.suffixed = d.readSession(d.cookies[suffixedSession])
	}

	d.useSuffixed = d.usesSuffixedCookies()
	clientUAT := d.cookies[plainClientUAT]
	d.session, d.devBrowser = d.plain, d.cookies[plainDevBrowser]
	if d.useSuffixed {
		clientUAT = d.cookies[suffixedClientUAT]
		d.session, d.devBrowser = d.suffixed, d.cookies[suffixedDevBrowser]
	}
	d.clientUAT = parseClientUAT(clientUAT)
	if inURL := d.query.get(paramDevBrowser); inURL != "" {
		d.devBrowser = inURL
	}
}

// fromCookies goes through the ways in which cookies can be out of date, in the
// order of Clerk's backend, and comes to the session token last.
func (d *decision) fromCookies(ctx context.Context) (State, error) {
	if nonce, token := d.handshakeParams(); nonce != "" || token != "" {
		if state, ok, err := d.resolveHandshake(ctx, nonce, token); ok || err != nil {
			return state, err
		}
	}
	if d.isSatellite {
		if state, ok := d.syncSatellite(); ok {
			return state, nil
		}
	} else if !d.key.Live() {
		if state, ok := d.answerSatellite(); ok {
			return state, nil
		}
	}

	// In development the app and Clerk are on different sites; the dev browser
	// token stands in for the cookies that Clerk could not set.
	if !d.key.Live() && d.query.has(paramDevBrowser) {
		return d.maybeHandshake(ReasonDevBrowserSync, ""), nil
	}
	if !d.key.Live() && d.devBrowser == "" {
		return d.maybeHandshake(ReasonDevBrowserMissing, ""), nil
	}

	hasActiveClient := d.clientUAT != 0
	hasSession := d.session.raw != ""
	switch {
	case !hasActiveClient && !hasSession:
		return d.signedOut(ReasonSessionTokenAndUATMissing, ""), nil
	case !hasActiveClient && hasSession:
		return d.maybeHandshake(ReasonSessionTokenWithoutClientUAT, ""), nil
	case hasActiveClient && !hasSession:
		return d.maybeHandshake(ReasonClientUATWithoutSessionToken, ""), nil
	}

	if d.session.err != nil {
		return d.refused(ctx, d.session.err, CarrierCookie), nil //nolint:nilerr // a token that is refused is a State, no error
	}
	t := d.session.token
	if !t.IsSession() {
		return d.signedOut(ReasonTokenTypeMismatch, ""), nil
	}
	// Signing in or out elsewhere in the browser moves the client's time on, so
	// an older token may be another person's. Not verified yet: at worst a forger
	// gets a handshake, which asks Clerk.
	if t.IssuedBefore(d.clientUAT) {
		return d.maybeHandshake(ReasonSessionTokenIATBeforeUAT, ""), nil
	}
	if terr := d.tokens.Verify(ctx, t, d.now, d.clockSkew); terr != nil {
		return d.refused(ctx, terr, CarrierCookie), nil
	}

	if d.comesFromUnknownOrigin() {
		return d.maybeHandshake(ReasonPrimaryDomainCrossOriginSync,
			"Cross-origin request from satellite domain requires handshake"), nil
	}
	if !d.hasRightOrganization(t.Claims()) {
		if state := d.maybeHandshake(ReasonActiveOrganizationMismatch, ""); state.Status == Handshake {
			return state, nil
		}
	}
	return d.signedIn(t, CarrierCookie), nil
}

// fromHeader verifies the token of an Authorization header. It beats all cookies,
// which are looked at only if it has expired.
func (d *decision) fromHeader(ctx context.Context, raw string) State {
	d.headerToken = raw
	t, err := d.tokens.Parse(raw)
	if err != nil {
		return d.refused(ctx, err, CarrierHeader)
	}
	if !t.IsSession() {
		state := d.signedOut(ReasonTokenTypeMismatch, "")
		state.Carrier = CarrierHeader
		return state
	}
	if err := d.tokens.Verify(ctx, t, d.now, d.clockSkew); err != nil {
		return d.refused(ctx, err, CarrierHeader)
	}
	return d.signedIn(t, CarrierHeader)
}

// isForeign reports whether a token is not Clerk's, as far as can be told without
// verifying it. A forger gains nothing: what is taken for Clerk's is verified.
func (a *Authenticator) isForeign(raw string) bool {
	if opaqueTokenType(raw) != "" {
		return false
	}
	t, err := a.tokens.Parse(raw)
	return err != nil || !t.IssuedBy(a.frontendAPI) && !t.IssuedBy(a.key.FrontendAPI()) && !slices.Contains(a.issuers, t.Claims().Issuer)
}

// refused answers for a session token that does not verify. If it is only out of
// date, Clerk has a fresh one, for a refresh token now or after a handshake. No
// handshake for anything else: the next token would be no better.
func (d *decision) refused(ctx context.Context, err *sessiontoken.Error, carrier Carrier) State {
	if carrier == CarrierHeader && err.Unsettled() {
		d.readCookies()
	}
	reason := Reason(err.Reason)
	switch reason {
	case ReasonTokenExpired:
		state, failure := d.refresh(ctx)
		if failure == "" {
			state.Carrier = carrier
			return state
		}
		reason = reasonSessionTokenExpiredRefreshing + Reason(failure)
	case ReasonTokenNotActiveYet:
		reason = ReasonSessionTokenNotBefore
	case ReasonTokenIATInTheFuture:
		reason = ReasonSessionTokenIATInTheFuture
	}
	if err.KeysUnavailable() {
		d.failed(err)
	}
	var state State
	if err.Unsettled() {
		state = d.maybeHandshake(reason, message(err, carrier))
	} else {
		state = d.signedOut(reason, message(err, carrier))
	}
	state.Carrier = carrier
	if carrier == CarrierCookie && state.Status == SignedOut {
		state.Refused = tokenOrigin(d.session.token, d.now)
	}
	return state
}

// message is what a developer gets to see of a refusal.
func message(err *sessiontoken.Error, carrier Carrier) string {
	if carrier == CarrierHeader {
		return err.MessageInHeader()
	}
	return err.MessageInCookie()
}

// tokenOrigin is what the log may know of a token that is not verified.
func tokenOrigin(t *sessiontoken.Token, now time.Time) *TokenOrigin {
	if t == nil {
		return nil
	}
	o := &TokenOrigin{Age: now.Sub(t.IssuedAt()).Truncate(time.Second)}
	claims := t.Claims()
	if isIssuer(claims.Issuer) {
		o.Issuer = claims.Issuer
	}
	if isOrigin(claims.AuthorizedParty) {
		o.AuthorizedParty = claims.AuthorizedParty
	}
	if IsID(t.KeyID()) {
		o.KeyID = t.KeyID()
	}
	return o
}

func (d *decision) signedIn(t *sessiontoken.Token, carrier Carrier) State {
	verification := VerificationSignature
	if t.Remembered() {
		verification = VerificationRemembered
	}
	return State{
		Status: SignedIn, Claims: t.Claims(), Token: t.Raw(), Carrier: carrier, Verification: verification,
		Cookie: d.cookies[callersCookie], Cause: errors.Join(d.causes...),
	}
}

func (d *decision) signedOut(reason Reason, message string) State {
	state := State{
		Status: SignedOut, Reason: reason, Message: message,
		Cookie:          d.cookies[callersCookie],
		KeysUnavailable: d.keysUnavailable, Cause: errors.Join(d.causes...),
	}
	if d.session.raw != "" {
		state.Carrier = CarrierCookie
	}
	return state
}

// failed notes a failure that the verdict does not tell of.
func (d *decision) failed(err error) {
	d.causes = append(d.causes, err)
	var terr *sessiontoken.Error
	if errors.As(err, &terr) && terr.KeysUnavailable() {
		d.keysUnavailable = true
	}
}

// isDocumentGET is the narrower test for what only a page in a tab should cause.
func (d *decision) isDocumentGET() bool {
	return (d.req.SecFetchDest == "document" || d.req.isPassedOnNavigation()) && d.req.handshakeEligible()
}
