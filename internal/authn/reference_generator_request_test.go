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
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
)

func (g *generator) origin() string {
	return g.pick("https://example.com", "https://example.com", "https://example.com", "https://EXAMPLE.com:443", "http://localhost:8080", "https://satellite.com")
}

func (g *generator) path(o referenceOptions) string {
	if o.OrganizationSync.OrganizationPatterns != nil {
		return g.pick("/orgs/acme", "/orgs/acme", "/orgs/other/x", "/by-id/org_1", "/by-id/org_2", "/me", "/me/x", "/orgs/a%20b", "/ORGS/acme/", "/elsewhere")
	}
	return g.pick("", "/", "/page", "/a%2Fb/c%20d", "/%C3%A9", "//x", "/x;y=1,2!$&'()*+:@~")
}

func (g *generator) query(mode string, o referenceOptions) []string {
	var values []string
	add := func(name, value string) { values = append(values, name+"="+value) }
	if g.in(12) {
		add("__clerk_handshake", "<"+mode+"-"+g.pick(g.payloads...)+">&__clerk_help=1")
	}
	if g.in(20) {
		add("__clerk_handshake_nonce", "nonce_1")
	}
	if g.in(20) {
		add("__clerk_db_jwt", "dvb_query")
	}
	if g.in(6) {
		add("__clerk_redirect_url", url.QueryEscape(g.pick(
			"https://satellite.com/x?y=1&__clerk_synced=false&z=2", "http://localhost:3000", "http://app.localhost/x?", "http://[::1]:8080/",
			"https://primary.com/", "https://evil.com/x", "javascript:alert(1)", "/relative", "nonsense", "android-app://x")))
	}
	if o.IsSatellite && g.in(2) || g.in(50) {
		add("__clerk_synced", g.pick("true", "false", "x", ""))
	}
	return values
}

func (g *generator) headers(mode string, o referenceOptions) map[string]string {
	headers := map[string]string{}
	set := func(name, value string) {
		if value != "" {
			headers[name] = value
		}
	}
	key, err := authn.ParsePublishableKey(o.PublishableKey)
	if err != nil {
		g.t.Fatal(err)
	}
	set("cookie", strings.Join(g.cookies(mode, "_"+key.CookieSuffix()), g.pick("; ", "; ", ";", " ; ")))
	if g.in(6) {
		token := "<" + mode + "-" + g.focus + ">"
		set("authorization", g.pick("Bearer "+token, "Bearer "+token, "Bearer "+token, token, "bearer "+token, "Bearer "+token+" x",
			"Bearer  "+token, "Basic dTpw", "Bearer ak_123", "mt_123"))
	}
	set("sec-fetch-mode", g.pick("navigate", "cors", ""))
	set("sec-fetch-dest", g.pick("document", "document", "document", "empty", "empty", "iframe", "", "image"))
	set("accept", g.pick("text/html,application/xhtml+xml", "text/html", "*/*", "application/json, text/html", ""))
	if g.in(4) {
		set("hx-request", "true")
	}
	if g.in(10) {
		set("sec-purpose", "prefetch")
	}
	if g.in(3) {
		set("referer", g.pick("https://example.com/x", "https://google.com/", "http://example.com/", "https://example.com:443/y", "https://accounts.example.com/sign-in",
			"https://clerk.example.com/x", "https://foo-bar-13.accounts.dev/sign-in", "https://foo-bar-13.clerk.accounts.dev/", "https://other-1.accounts.dev/",
			"https://accounts.x.lcl.dev/", "https://accounts.satellite.com/", "https://accounts.evil.com/", "https://proxy.example.com/x", "nonsense", "about:blank", "android-app://com.example"))
	}
	if g.in(4) {
		set("origin", g.pick("https://example.com", "https://satellite.com", "https://primary.com", "null"))
	}
	return headers
}

// cookies come in the order in which browsers happen to send them, and some twice.
func (g *generator) cookies(mode, suffix string) []string {
	var cookies []string
	add := func(name, value string) { cookies = append(cookies, name+"="+value) }
	session := func() string {
		token := "<" + mode + "-" + g.pick(g.focus, g.focus, "good", "newer", "newer", "expired", "org", g.pick(g.sessions...)) + ">"
		return g.pick(token, token, token, token, token, token, token, token, token, `"`+token+`"`, token+"%20", "")
	}
	uat := func() string {
		return g.pick("0", "1", "1", "1", "1", g.seconds(-10), g.seconds(-5), g.seconds(5), "", "abc", "12x", "-1", " 1", "%31", "0x10", "1e18", "99999999999999999999")
	}
	switch g.IntN(12) {
	case 0: // a first visit
	case 1, 2, 3, 4, 5: // all of one kind, so that the token decides
		of := g.pick("", suffix)
		add("__session"+of, "<"+mode+"-"+g.focus+">")
		add("__client_uat"+of, "1")
		add("__clerk_db_jwt"+of, "dvb_3")
	default:
		for range 1 + g.IntN(2) {
			if !g.in(3) {
				add("__session", session())
			}
			if !g.in(3) {
				add("__session"+suffix, session())
			}
		}
		for range 1 + g.IntN(2) {
			if !g.in(4) {
				add("__client_uat", uat())
			}
			if !g.in(3) {
				add("__client_uat"+suffix, uat())
			}
		}
	}
	if !g.in(5) {
		add("__clerk_db_jwt"+g.pick("", suffix), g.pick("dvb_1", "dvb_2"))
	}
	if g.in(3) || strings.Contains(g.focus, "expired") {
		add("__refresh"+g.pick("", suffix, suffix), "refresh_1")
	}
	if g.in(4) {
		add("__clerk_redirect_count", g.pick("0", "1", "2", "3", "4", "99", "-1", "1.5", "abc"))
	}
	if g.in(10) {
		add("__clerk_handshake", "<"+mode+"-"+g.pick(g.payloads...)+">")
	}
	if g.in(20) {
		add("__clerk_handshake_nonce", "nonce_2")
	}
	add("theme", "dark")
	cookies = append(cookies, g.pick("", "no-equals-sign", "=", "__proto__=x", "__session_zzzzzzzz=x"))
	g.Shuffle(len(cookies), func(i, j int) { cookies[i], cookies[j] = cookies[j], cookies[i] })
	return cookies
}
