package authn_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

// The reference is authenticateRequest of @clerk/backend, the JavaScript backend
// that Clerk's own SDKs share, in the version of package.json.

var (
	referenceSeed   = flag.Uint64("reference-seed", 0, "compare with Clerk's backend on the states of this seed; 0 is a new one")
	referenceStates = flag.Int("reference-states", 2000, "how many states to compare for each seed")
)

// comparison is the reference, us, and what we agreed to differ on.
type comparison struct {
	oracle     *oracle
	ours       *subject
	tokens     *tokens
	exceptions []exception
	deviated   map[string]int // how often, by exception.when
	verdicts   map[string]int // how often, by status and reason
}

func newComparison(t *testing.T) *comparison {
	t.Helper()
	return &comparison{startOracle(t), &subject{}, newTokens(), exceptions(), map[string]int{}, map[string]int{}}
}

func TestTheVerdictIsThatOfClerksBackend(t *testing.T) {
	t.Parallel()
	const known = 4
	seeds := []uint64{known, rand.Uint64()}
	if *referenceSeed != 0 {
		seeds = []uint64{*referenceSeed}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("states of seed %d", seed), func(t *testing.T) {
			t.Parallel()
			c := newComparison(t)
			g := newGenerator(t, seed, c.tokens)
			for range *referenceStates {
				if c.compare(t, g.state()); t.Failed() {
					t.Fatalf("to see this again: go test ./internal/authn -run ClerksBackend -reference-seed=%d", seed)
				}
			}
			c.report(t)
			if seed != known {
				return
			}
			for _, e := range c.exceptions {
				assert.NotZero(t, c.deviated[e.when], "this is no deviation any more: %s", e.when)
			}
			for _, verdict := range allVerdicts() {
				assert.NotZero(t, c.verdicts[verdict], "no state leads to %s", verdict)
			}
		})
	}
}

// allVerdicts are those that the states must lead to, each as status and reason.
func allVerdicts() []string {
	verdicts := []string{"signed-in "}
	for _, reason := range []authn.Reason{
		authn.ReasonClientUATWithoutSessionToken, authn.ReasonSessionTokenWithoutClientUAT, authn.ReasonSessionTokenIATBeforeUAT,
		authn.ReasonSessionTokenNotBefore, authn.ReasonSessionTokenIATInTheFuture, authn.ReasonDevBrowserMissing, authn.ReasonDevBrowserSync,
		authn.ReasonPrimaryRespondsToSyncing,
		"session-token-expired-refresh-non-eligible-no-refresh-cookie", "session-token-expired-refresh-session_not_found",
		"session-token-expired-refresh-fetch-error", "session-token-expired-refresh-unexpected-bapi-error",
		"session-token-expired-refresh-invalid-session-token",
	} {
		verdicts = append(verdicts, "handshake "+string(reason), "signed-out "+string(reason))
	}
	for _, reason := range []authn.Reason{
		authn.ReasonPrimaryDomainCrossOriginSync, authn.ReasonActiveOrganizationMismatch, authn.ReasonSatelliteNeedsSyncing,
	} {
		verdicts = append(verdicts, "handshake "+string(reason))
	}
	for _, reason := range []authn.Reason{
		authn.ReasonSessionTokenAndUATMissing, authn.ReasonSessionTokenMissing, authn.ReasonTokenTypeMismatch, authn.ReasonTokenInvalid,
		authn.ReasonTokenInvalidAlgorithm, authn.ReasonTokenInvalidAuthorizedParties, authn.ReasonTokenInvalidIssuer,
		authn.ReasonTokenInvalidSignature, authn.ReasonTokenVerificationFailed, authn.ReasonJWKKidMismatch,
		"session-token-expired-refresh-non-eligible-non-get",
	} {
		verdicts = append(verdicts, "signed-out "+string(reason))
	}
	return append(verdicts, "error")
}

// compare asks both for their verdict on s.
func (c *comparison) compare(t *testing.T, s referenceState) {
	t.Helper()
	got := c.ours.ask(t, rewrite(t, s, c.place(t))).comparable()

	// The reference's verdict on what we take s for, and what we change about it.
	taken := takenState{referenceState: s}
	want := c.referenceVerdict(t, taken)
	deviates := func(e exception, verdict referenceVerdict) {
		if !assert.ObjectsAreEqual(want, verdict) {
			want = verdict
			c.deviated[e.when]++
		}
	}
	for _, e := range c.exceptions {
		if e.takeAs == nil {
			continue
		}
		as := taken.clone()
		if e.takeAs(&as); !assert.ObjectsAreEqual(taken.referenceState, as.referenceState) {
			taken = as
			deviates(e, c.referenceVerdict(t, taken))
		}
	}
	for _, e := range c.exceptions {
		if e.adjust != nil {
			adjusted := want
			adjusted.Headers = maps.Clone(want.Headers)
			e.adjust(s, &adjusted)
			deviates(e, adjusted)
		}
	}
	if want.Error != "" {
		c.verdicts["error"]++
	} else {
		c.verdicts[string(want.Status)+" "+string(want.Reason)]++
	}
	if !assert.ObjectsAreEqual(want, got) {
		t.Errorf("the verdict on\n%s\nis to be\n%s\nand is\n%s", s, c.named(t, want), c.named(t, got))
	}
}

// report logs how many states led to which verdict, and how many are exceptions.
func (c *comparison) report(t *testing.T) {
	t.Helper()
	for _, verdict := range sortedNames(c.verdicts) {
		t.Logf("%4d × %s", c.verdicts[verdict], verdict)
	}
	for _, e := range c.exceptions {
		t.Logf("%4d × when %s: %s, as %s", c.deviated[e.when], e.when, e.instead, e.why)
	}
}

// named writes a verdict with the names of tokens in their place.
func (c *comparison) named(t *testing.T, verdict referenceVerdict) string {
	t.Helper()
	text := inJSON(verdict, "  ")
	for name, token := range c.tokens.made {
		text = strings.ReplaceAll(text, token, name)
	}
	return text
}

func (c *comparison) place(t *testing.T) func(string) string {
	t.Helper()
	return func(text string) string { return c.tokens.place(t, text) }
}

// referenceVerdict is the reference's on s, with the original texts in it again.
func (c *comparison) referenceVerdict(t *testing.T, s takenState) referenceVerdict {
	t.Helper()
	verdict := c.oracle.ask(t, rewrite(t, s.referenceState, c.place(t))).comparable()
	var back []string
	for _, text := range s.back {
		back = append(back, c.tokens.place(t, text))
	}
	for _, text := range back { // in a URL
		back = append(back, url.QueryEscape(text))
	}
	return rewrite(t, verdict, strings.NewReplacer(back...).Replace)
}
