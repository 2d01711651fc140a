package authn

import (
	"context"
	"errors"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// developmentClockSkew is how wrong the clock of a developer's machine may be for
// a session that came straight from a handshake.
const developmentClockSkew = 24 * time.Hour

var errDirectives = errors.New("authn: handshake payload is not a list of cookies")

// resolveHandshake takes in what a handshake brought back: cookies to set, among
// them a session. It reports false if there is none or it settles nothing; then
// the cookies that the request came with decide.
func (d *decision) resolveHandshake(ctx context.Context, nonce, rawToken string) (State, bool, error) {
	var directives []string
	if nonce != "" {
		var asked bool
		if directives, asked = d.redeemNonce(ctx, nonce); !asked {
			return State{}, false, nil
		}
		d.handshakeSpent = true
	} else {
		d.handshakeSpent = true
		payload, terr := d.verifyHandshakeToken(ctx, rawToken)
		if terr != nil && !d.key.Live() && !terr.KeysUnavailable() {
			return State{Status: SignedOut, Reason: Reason(terr.Reason)}, false, &HandshakeTokenError{Reason(terr.Reason), terr}
		}
		if terr != nil {
			d.failed(terr)
			return State{}, false, nil
		}
		var ok bool
		if directives, ok = payload.HandshakeCookies(); !ok {
			d.failed(errDirectives)
			return State{}, false, nil
		}
	}
	setCookies, err := checkDirectives(directives)
	if err != nil {
		d.causes = append(d.causes, err) // the good ones stay
	}

	session := lastSession(setCookies)
	state := d.signedOut(ReasonSessionTokenMissing, "")
	if session != "" {
		t, terr := d.verifyHandshakeSession(ctx, session)
		if terr != nil {
			d.failed(terr)
			return State{}, false, nil
		}
		state = d.signedIn(t, CarrierCookie)
	}
	state.SetCookies = setCookies
	state.handshakeResolved = true
	if !d.key.Live() { // the parameters must leave the address bar
		state.Location = href(d.req.publicURL(), d.query.without(
			paramHandshake, paramHandshakeHelp, paramDevBrowser, paramHandshakeNonce))
	}
	return state, true, nil
}

// handshakeParams returns what the Frontend API sent back: in production as
// cookies, in development, where it cannot set any for the app, in the URL.
//
// Fails open: like Clerk's backend it reads the URL in production too, unless
// Config.HandshakeCookieOnly says otherwise, so that a link with the payload of an
// attacker's own session signs people in as the attacker.
func (d *decision) handshakeParams() (nonce, token string) {
	nonce, token = d.cookies[handshakeNonce], d.cookies[handshakeToken]
	if d.handshakeInURL {
		if inURL := d.query.get(paramHandshakeNonce); inURL != "" {
			nonce = inURL
		}
		if inURL := d.query.get(paramHandshake); inURL != "" {
			token = inURL
		}
	}
	// Each nonce costs a call of the Backend API, and the Frontend API sends nothing
	// but documents back.
	if nonce != "" && !d.req.handshakeEligible() {
		nonce = ""
	}
	return nonce, token
}

// handshakeCookies are the names of those that the request brought.
func (d *decision) handshakeCookies() []string {
	var names []string
	if d.cookies[handshakeToken] != "" {
		names = append(names, cookieHandshake)
	}
	if d.cookies[handshakeNonce] != "" {
		names = append(names, cookieHandshakeNonce)
	}
	return names
}

// redeemNonce trades the nonce for cookies. A failure leaves none, so the request
// ends up signed out. It reports false if the limit of the Backend API's
// calls kept it from asking Clerk.
func (d *decision) redeemNonce(ctx context.Context, nonce string) ([]string, bool) {
	if d.backend == nil {
		return nil, true
	}
	directives, err := d.backend.HandshakePayload(ctx, nonce)
	if err != nil {
		d.failed(err)
		return nil, !errors.Is(err, ErrNotAsked)
	}
	return directives, true
}

// verifyHandshakeToken checks the signature alone: the token is used at once, its
// claims are only the cookies, and the session among these is verified in full.
func (d *decision) verifyHandshakeToken(ctx context.Context, raw string) (*sessiontoken.Token, *sessiontoken.Error) {
	t, err := d.tokens.ParseHandshake(raw)
	if err != nil {
		return nil, err
	}
	if err := d.tokens.VerifySignature(ctx, t); err != nil {
		return nil, err
	}
	return t, nil
}

// verifyHandshakeSession verifies the session that came with a handshake. It was
// made this moment, so in development a token that is out of date means that the
// clock is wrong, and is let pass within a day.
func (d *decision) verifyHandshakeSession(ctx context.Context, raw string) (*sessiontoken.Token, *sessiontoken.Error) {
	t, err := d.tokens.Parse(raw)
	if err != nil {
		return nil, err
	}
	err = d.tokens.Verify(ctx, t, d.now, d.clockSkew)
	if err != nil && err.Unsettled() && !d.key.Live() {
		d.causes = append(d.causes, err)
		err = d.tokens.Verify(ctx, t, d.now, developmentClockSkew)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}
