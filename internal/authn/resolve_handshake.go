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

// resolveHandshake reads the outcome of a handshake: cookies to set, with or without a session.
// It reports false if the outcome cannot be used; then the cookies of the request decide.
func (r *authentication) resolveHandshake(ctx context.Context, nonce, rawToken string) (State, bool, error) {
	var directives []string
	if nonce != "" {
		var asked bool
		if directives, asked = r.redeemNonce(ctx, nonce); !asked {
			return State{}, false, nil
		}
		r.handshakeSpent = true
	} else {
		r.handshakeSpent = true
		payload, terr := r.verifyHandshakeToken(ctx, rawToken)
		if terr != nil && !r.auth.key.Live() && !terr.KeysUnavailable() {
			return State{Status: SignedOut, Reason: Reason(terr.Reason)}, false, &HandshakeTokenError{Reason(terr.Reason), terr}
		}
		if terr != nil {
			r.failed(terr)
			return State{}, false, nil
		}
		var ok bool
		if directives, ok = payload.HandshakeCookies(); !ok {
			r.failed(errDirectives)
			return State{}, false, nil
		}
	}
	setCookies, err := checkDirectives(directives)
	if err != nil {
		r.causes = append(r.causes, err) // the good ones stay
	}

	session := lastSession(setCookies)
	state := r.signedOut(ReasonSessionTokenMissing, "")
	if session != "" {
		t, terr := r.verifyHandshakeSession(ctx, session)
		if terr != nil {
			r.failed(terr)
			return State{}, false, nil
		}
		state = r.signedIn(t, CarrierCookie)
	}
	state.SetCookies = setCookies
	state.handshakeResolved = true
	if !r.auth.key.Live() { // the parameters must leave the address bar
		state.Location = href(r.req.publicURL(), r.query.without(
			paramHandshake, paramHandshakeHelp, paramDevBrowser, paramHandshakeNonce))
	}
	return state, true, nil
}

// handshakeParams returns the nonce or the token that the Frontend API sent back. In production
// it comes in cookies. In development it comes in the URL, because the Frontend API cannot set
// cookies for the application.
//
// Fails open: like Clerk's backend it reads the URL in production too, unless
// Config.HandshakeCookieOnly says otherwise, so that a link with the payload of an
// attacker's own session signs people in as the attacker.
func (r *authentication) handshakeParams() (nonce, token string) {
	nonce, token = r.cookies[handshakeNonce], r.cookies[handshakeToken]
	if r.auth.handshakeInURL {
		if inURL := r.query.get(paramHandshakeNonce); inURL != "" {
			nonce = inURL
		}
		if inURL := r.query.get(paramHandshake); inURL != "" {
			token = inURL
		}
	}
	// Each nonce costs a call of the Backend API, and the Frontend API sends nothing
	// but documents back.
	if nonce != "" && !r.req.handshakeEligible() {
		nonce = ""
	}
	return nonce, token
}

// handshakeCookies returns the names of the handshake cookies in the request.
func (r *authentication) handshakeCookies() []string {
	var names []string
	if r.cookies[handshakeToken] != "" {
		names = append(names, cookieHandshake)
	}
	if r.cookies[handshakeNonce] != "" {
		names = append(names, cookieHandshakeNonce)
	}
	return names
}

// redeemNonce trades the nonce for cookies. If that fails, there are none, and the request is
// signed out. It reports false if the limit of the Backend API's calls kept it from asking
// Clerk.
func (r *authentication) redeemNonce(ctx context.Context, nonce string) ([]string, bool) {
	if r.auth.backend == nil {
		return nil, true
	}
	directives, err := r.auth.backend.HandshakePayload(ctx, nonce)
	if err != nil {
		r.failed(err)
		return nil, !errors.Is(err, ErrNotAsked)
	}
	return directives, true
}

// verifyHandshakeToken checks the signature alone: the token is used at once, its
// claims are only the cookies, and the session among these is verified in full.
func (r *authentication) verifyHandshakeToken(ctx context.Context, raw string) (*sessiontoken.Token, *sessiontoken.Error) {
	t, err := r.auth.tokens.ParseHandshake(raw)
	if err != nil {
		return nil, err
	}
	if err := r.auth.tokens.VerifySignature(ctx, t); err != nil {
		return nil, err
	}
	return t, nil
}

// verifyHandshakeSession verifies the session token that came with a handshake. Clerk made it
// just now. If it is out of date in development, the clock of this machine is wrong, so a
// difference of up to a day is accepted.
func (r *authentication) verifyHandshakeSession(ctx context.Context, raw string) (*sessiontoken.Token, *sessiontoken.Error) {
	t, err := r.auth.tokens.Parse(raw)
	if err != nil {
		return nil, err
	}
	err = r.auth.tokens.Verify(ctx, t, r.now, r.auth.clockSkew)
	if err != nil && err.Unsettled() && !r.auth.key.Live() {
		r.causes = append(r.causes, err)
		err = r.auth.tokens.Verify(ctx, t, r.now, developmentClockSkew)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}
