package authn

import "context"

// VerifyToken returns the State of a session token that came without a request, such as
// one in a message. It is that of a token in the Authorization header, except that
// nothing renews the token: there are no cookies and no refresh. Clerk is asked for its
// keys only. Reason is that of the token itself. Message has no reason and no carrier.
func (a *Authenticator) VerifyToken(ctx context.Context, raw string) State {
	t, err := a.tokens.Parse(raw)
	switch {
	case err == nil && !t.IsSession(), err != nil && opaqueTokenType(raw) != "":
		return State{Status: SignedOut, Reason: ReasonTokenTypeMismatch}
	case err == nil:
		err = a.tokens.Verify(ctx, t, a.now(), a.clockSkew)
	}
	if err != nil {
		return State{
			Status: SignedOut, Reason: Reason(err.Reason), Message: err.Text,
			KeysUnavailable: err.KeysUnavailable(), Cause: err.Cause,
		}
	}
	r := authentication{auth: a}
	return r.signedIn(t, "")
}
