package machines_test

// The words of the reference tests.
//
// The reference is Clerk's JavaScript backend, and the oracle (reference_test.go) is a process that answers with its verdict.
// A verdict says whether a request is let in, as what, or for which reason not.
//
// A case is one request: a token, how it is sent, and the site that it is sent to, which is an application with one of the
// configurations in machineSettings. A token is sent as text: spelling says how the text differs from what a JWT library
// writes. About an opaque token, answered says which of machineAnswers the Backend API gives.
//
// A deviation is where we agreed to differ from the reference, and an exception (reference_exceptions_test.go) describes one.
// Its takeAs changes a case into the case that we take it for: an M2M token with scopes of the wrong type is taken for one
// without scopes. The reference is asked about the case that is taken, and our verdict on the original must be the same. Its
// adjust changes the reference's verdict, where no other case has the verdict that we want.
//
// Something is odd when Clerk documents no such thing.

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// machineCase is a request with a token, to an application that accepts some types.
type machineCase struct {
	site          string // of machineSettings
	accepts       string // of machineAcceptance
	authorization string // the header, with the token in the place of %s; empty for none
	cookie        string // likewise
	token         sentToken
}

func (mc machineCase) accepted() []string { return acceptedBy(machineAcceptance()[mc.accepts]) }

// machineGenerator makes cases at random; the same seed makes the same ones.
type machineGenerator struct{ *rand.Rand }

func (g machineGenerator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g machineGenerator) in(n int) bool { return g.IntN(n) == 0 }

func (g machineGenerator) machineCase() machineCase {
	mc := machineCase{
		site:          g.pick("plain", "plain", "audience", "audience", "issuers", "machine"),
		accepts:       g.pick(slices.Sorted(maps.Keys(machineAcceptance()))...),
		authorization: "Bearer %s",
		token:         g.token(),
	}
	mc.token.text = mc.token.spell()
	if !slices.Contains(mc.accepted(), mc.token.tokenType()) && !g.in(4) {
		mc.accepts = "any"
	}
	if mc.token.spelling != "" {
		return mc // which cookies count is for the reference tests of package authn
	}
	switch g.IntN(16) {
	case 0:
		mc.authorization, mc.cookie = "", "__session=%s; __client_uat=1"
	case 1:
		mc.authorization, mc.cookie = "", "__session=%s"
	case 2:
		mc.authorization = g.pick("", "%s", "bearer %s", "BEARER %s", "Bearer  %s", "Basic %s", "Bearer %s x", "Bearer,%s")
	}
	return mc
}

func (g machineGenerator) token() sentToken {
	if g.IntN(5) < 2 {
		return g.opaqueToken()
	}
	now := time.Now()
	token := goodMachineToken(g.pick("m2m_token", "m2m_token", "oauth_token", "oauth_token", "session_token"), now)
	if token.tokenType() == "session_token" {
		if g.in(3) {
			token.header["cat"] = g.pick("cl_B7d4PD222AAA", "cl_B7d4PD333AAA")
		}
		return token // there is more about these in the tests of package authn, too
	}
	if g.in(4) {
		g.change(token.header, headerChanges())
	}
	for range g.IntN(3) {
		g.change(token.claims, claimChanges(now))
	}
	maps.DeleteFunc(token.claims, func(_ string, value any) bool { return value == any(absent{}) })
	if g.in(5) {
		token.spelling = g.pick("foreign", "RS384", "RS512", "PS256", "HS256", "none", "unsigned", "tampered", "padded", "twice", "bad UTF-8", "long")
	}
	if token.spelling == "long" {
		token.claims["x"] = strings.Repeat("x", 9<<10)
	}
	if token.tokenType() == "session_token" { // likewise
		return goodMachineToken("session_token", now)
	}
	return token
}

// change gives one member one of its values, all of which are as likely.
func (g machineGenerator) change(members map[string]any, changes map[string][]any) {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		names = append(names, slices.Repeat([]string{name}, len(changes[name]))...)
	}
	name := g.pick(names...)
	members[name] = changes[name][g.IntN(len(changes[name]))]
}

// opaqueToken makes another each time: what Clerk refused once is not asked about
// again at once.
func (g machineGenerator) opaqueToken() sentToken {
	prefix, secret := g.pick("ak_", "mt_", "oat_"), strconv.FormatUint(g.Uint64(), 36)
	token := sentToken{opaque: prefix + secret, answered: g.pick(slices.Sorted(maps.Keys(machineAnswers(prefix)))...)}
	if !g.in(4) {
		return token
	}
	long := func(size int) string { return prefix + secret + strings.Repeat("a", size-len(prefix+secret)) }
	token.opaque = g.pick(prefix, strings.ToUpper(prefix)+"1", strings.TrimSuffix(prefix, "_"), prefix+"a.b.c"+secret, prefix+"a.b"+secret, prefix+"é", prefix+`"x"`,
		prefix+"%2e", long(512), long(513), long(9<<10), "x"+prefix+"1", "garbage")
	if token.opaque == prefix {
		token.answered = "good"
	}
	return token
}
