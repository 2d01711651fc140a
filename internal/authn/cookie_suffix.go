package authn

import "github.com/clerk-htmx/kit/internal/sessiontoken"

// sessionCookie is one of the two __session cookies, decoded but not verified.
type sessionCookie struct {
	raw   string
	token *sessiontoken.Token // nil if there is no cookie or it does not decode
	err   *sessiontoken.Error // why it does not decode
}

func (a *Authenticator) readSession(raw string) sessionCookie {
	if raw == "" {
		return sessionCookie{}
	}
	t, err := a.tokens.Parse(raw)
	return sessionCookie{raw, t, err}
}

// usesSuffixedCookies decides which of the two sets of cookies counts, the one
// with the instance's suffix or the plain one that all instances on the domain
// share. Both can be there, from different versions of clerk-js or different
// instances. The first rule that applies decides; "0" is compared as text, so a missing
// __client_uat is not "0". No signature is checked here: the chosen token is verified later.
func (r *authentication) usesSuffixedCookies() bool {
	plainUAT, suffixedUAT := r.cookies[plainClientUAT], r.cookies[suffixedClientUAT]
	switch {
	case r.plain.raw != "" && !r.plain.token.HasIssuer():
		return false
	case r.plain.raw != "" && !r.plain.token.IssuedBy(r.auth.frontendAPI):
		return true // another instance's session
	case suffixedUAT == "" && r.suffixed.raw == "":
		return false
	case suffixedUAT != "0" && plainUAT != "0" && r.plain.token.NewerThan(r.suffixed.token):
		return false
	case suffixedUAT == "0" && plainUAT != "0":
		return false
	case !r.auth.key.Live() && suffixedUAT != "0" && plainUAT == "0" && r.suffixed.token.Expired(r.now):
		return false
	case suffixedUAT == "" && r.suffixed.raw != "":
		return false
	default:
		return true
	}
}
