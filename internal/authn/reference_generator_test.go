package authn_test

// The words of the reference tests.
//
// The reference is Clerk's JavaScript backend, and the oracle (reference_oracle_test.go) is a process that answers with its
// verdict. A state is all that a verdict depends on. Its mode is "live" or "test", after the instance's keys, and its focus is
// the kind of session token that the state is about.
//
// A deviation is where we agreed to differ from the reference, and an exception (reference_exceptions_test.go) describes one.
// Its takeAs changes a state into the state that we take it for: a loop counter of 4 is taken for 3. The reference is asked
// about the state that is taken (takenState), and our verdict on the original must be the same, but for texts that were
// replaced: these are put back. Its adjust changes the reference's verdict, where no other state has the verdict that we want.
//
// A kind of token is strange when we and the reference do not agree about it. Each strange kind has a stand-in, the token that
// we take it for, about which we do agree: "<live-twice>" is a token with a claim twice, and "<live-twice-taken>" is garbage.
// A handshake's payload is strange in the same way if there is one with its name and "-taken".

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// generator makes states at random; the same seed makes the same states. Half of
// the choices are what browsers do every day, the others what they never should.
type generator struct {
	*rand.Rand
	t        *testing.T
	pem      string
	sessions []string // names of all kinds of session tokens
	payloads []string // and of handshake tokens
	focus    string   // the kind of session token that the state at hand is about
}

func newGenerator(t *testing.T, seed uint64, tk *tokens) *generator {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0)), t: t, pem: instancePEM(t)}
	g.sessions = append(sortedNames(tk.session), sortedNames(tk.strange)...)
	for _, name := range sortedNames(handshakePayloads("live")) {
		if !strings.HasSuffix(name, "-taken") {
			g.payloads = append(g.payloads, name)
		}
	}
	return g
}

func (g *generator) pick(from ...string) string { return from[g.IntN(len(from))] }

// in reports true once in n times.
func (g *generator) in(n int) bool { return g.IntN(n) == 0 }

func (g *generator) state() referenceState {
	mode := g.pick("live", "test")
	g.focus = g.pick(g.sessions...)
	if g.in(8) {
		g.focus = g.pick("expired", "expired", "iat+6", "nbf+6")
	}
	var s referenceState
	s.Options = g.options(mode)
	s.Refresh = g.refreshAnswer(mode)
	s.Handshake = g.nonceAnswer(mode)

	query := g.pick("", "", "", "", "?a=b%20c&flag", "?", "?__dev_session=x&q=1", "?q=%C3%A9+~*&%zz=%ff&&=&x")
	if values := g.query(mode, s.Options); len(values) > 0 {
		separator := "?"
		if query != "" {
			separator = "&"
		}
		query += separator + strings.Join(values, "&")
	}
	s.Request = referenceRequest{
		Method:  g.pick("GET", "GET", "GET", "GET", "GET", "GET", "GET", "GET", "GET", "POST", "HEAD"),
		URL:     g.origin() + g.path(s.Options) + query,
		Headers: g.headers(mode, s.Options),
	}
	return s
}

func (g *generator) options(mode string) referenceOptions {
	key := liveKey(g.t)
	if mode == "test" {
		key = testKey(g.t)
	}
	o := referenceOptions{PublishableKey: key.String(), SecretKey: "sk_" + mode + "_x", JWTKey: g.pem}
	if g.in(5) || g.focus == "kid-unknown" {
		o.JWTKey = "" // the key set is fetched
	}
	if strings.HasPrefix(g.focus, "aud") {
		o.Audience = []string{g.pick("b", "c")}
	}
	switch g.IntN(4) {
	case 0:
		o.AuthorizedParties = []string{"https://example.com", "https://satellite.com"}
	case 1:
		switch g.IntN(5) {
		case 0:
			o.Audience = []string{g.pick("b", "c")}
		case 1:
			o.Issuer = []string{"https://" + key.FrontendAPI(), "https://clerk.satellite.com"}
		case 2:
			o.ClockSkewInMs = 60_000
		case 3:
			o.ProxyURL = g.pick("https://example.com/__clerk//", "/__clerk", "https://proxy.example.com")
		case 4:
			o.SkipPrimaryDomainCrossOriginSync = true
		}
	case 2:
		o.SkipPrimaryDomainCrossOriginSync = g.in(2)
	}
	o.HandshakeCookieOnly = g.in(4)
	switch g.IntN(8) {
	case 0, 1:
		o.IsSatellite, o.Domain, o.SignInURL = true, "satellite.com", "https://primary.com/sign-in"+g.pick("", "?x=1")
		o.SatelliteAutoSync = g.in(2)
	case 2, 3:
		o.OrganizationSync = organizationSync{
			OrganizationPatterns:    []string{"/orgs/:slug", "/orgs/:slug/(.*)", "/by-id/:id"},
			PersonalAccountPatterns: []string{"/me", "/me/(.*)"},
		}
	case 4:
		o.Domain = "ignored.com" // of a primary
		o.AllowedRedirectOrigins = []string{"https://satellite.com"}
	}
	return o
}

func (g *generator) refreshAnswer(mode string) backendAnswer {
	if g.in(2) {
		return backendAnswer{Code: g.pick("unexpected_error", "session_not_found", "expired_refresh_token", "no code\r\nof Clerk's")}
	}
	return g.cookiesAnswer(mode)
}

func (g *generator) nonceAnswer(mode string) backendAnswer {
	if g.in(6) {
		return backendAnswer{Code: "nonce_not_found"}
	}
	return g.cookiesAnswer(mode)
}

// cookiesAnswer is a list of cookies, or none for a network that is down.
func (g *generator) cookiesAnswer(mode string) backendAnswer {
	session := "__session=<" + mode + "-" + g.pick("good", "newer", "good", "newer", g.focus) + ">; Path=/"
	switch g.IntN(8) {
	case 0:
		return backendAnswer{}
	case 1:
		return backendAnswer{Cookies: []string{}}
	case 2:
		return backendAnswer{Cookies: []string{"a=b"}}
	case 3:
		return backendAnswer{Cookies: []string{session, "nothing", "__client_uat=1"}}
	default:
		return backendAnswer{Cookies: []string{"__client_uat=1; Path=/", session}}
	}
}

func (g *generator) seconds(offset int64) string { return strconv.FormatInt(now.Unix()+offset, 10) }
