package machines_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/node"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// The reference is authenticateRequest of @clerk/backend with its option
// acceptsToken, in the version of package.json. Ours is the whole Kit: middleware,
// Protect and the calls of the Backend API.

var (
	machineSeed  = flag.Uint64("machine-seed", 0, "compare with Clerk's backend on the machine tokens of this seed; 0 is a new one")
	machineCases = flag.Int("machine-cases", 800, "how many requests with machine tokens to compare; half of it for a new seed")
)

// machineVerdict is what is compared. Most of it is any, as the reference does not
// look at the types of what Clerk says.
type machineVerdict struct {
	Status string `json:"status"` // "error" if the reference throws
	Reason string `json:"reason"`

	// Of who is let in.
	TokenType string `json:"tokenType"`
	ID        any    `json:"id"`
	Subject   string `json:"subject"`
	Name      string `json:"name"`
	Scopes    any    `json:"scopes"`
	ClientID  any    `json:"clientId"`
	Claims    any    `json:"claims"`
	UserID    string `json:"userId"`
	OrgID     string `json:"orgId"`

	Message string `json:"message,omitempty"` // explains the reference's reason
	// Asked is what the Backend API was asked to verify.
	Asked []machineQuestion `json:"-"`
}

func (v machineVerdict) String() string {
	text, err := json.MarshalIndent(v, "", "  ")
	return fmt.Sprintf("%s %v, asking %+v", text, err, v.Asked)
}

// normal makes alike what means the same: no value, null and what is empty.
func (v machineVerdict) normal() machineVerdict {
	if v.ID == nil {
		v.ID = ""
	}
	if v.ClientID == nil {
		v.ClientID = ""
	}
	if scopes, ok := v.Scopes.([]any); ok && len(scopes) == 0 {
		v.Scopes = nil
	}
	v.Message = ""
	if len(v.Asked) == 0 {
		v.Asked = nil
	}
	return v
}

// machineOracle is Clerk's JavaScript backend, in a process of Node's.
type machineOracle struct{ *node.Process }

func startMachineOracle(t *testing.T) *machineOracle {
	t.Helper()
	return &machineOracle{node.Start(t, filepath.Join("testdata", "machines.cjs"), "NODE_PATH="+packages.Require(t))}
}

func (o *machineOracle) ask(t *testing.T, c machineCase, apiURL string) machineVerdict {
	t.Helper()
	var verdict machineVerdict
	o.Ask(t, c.forReference(apiURL), &verdict)
	return verdict
}

// machineComparison is the reference, us, and what we agreed to differ on.
type machineComparison struct {
	oracle     *machineOracle
	api        *verifyingAPI
	sites      map[string]*machineSite
	exceptions []machineException
	deviated   map[string]int // how often, by machineException.when
	verdicts   map[string]int // how often, by type or reason
}

func TestTheVerdictOnMachinesIsThatOfClerksBackend(t *testing.T) {
	t.Parallel()
	const known = 2
	seeds := []uint64{known, rand.Uint64()}
	if *machineSeed != 0 {
		seeds = []uint64{*machineSeed}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("requests of seed %d", seed), func(t *testing.T) {
			t.Parallel()
			api := newVerifyingAPI(t)
			c := machineComparison{
				oracle: startMachineOracle(t), api: api, sites: newMachineSites(t, api), exceptions: machineExceptions(),
				deviated: map[string]int{}, verdicts: map[string]int{},
			}
			g := machineGenerator{rand.New(rand.NewPCG(seed, 0))}
			cases := *machineCases
			if seed != known {
				cases /= 2
			}
			for range cases {
				if c.compare(t, g.machineCase()); t.Failed() {
					t.Fatalf("to see this again: go test ./internal/conformance/machines -run MachinesIsThat -machine-seed=%d", seed)
				}
			}
			for _, verdict := range slices.Sorted(maps.Keys(c.verdicts)) {
				t.Logf("%4d × %s", c.verdicts[verdict], verdict)
			}
			for _, e := range c.exceptions {
				t.Logf("%4d × %s: %s, as %s", c.deviated[e.when], e.when, e.instead, e.why)
			}
			if seed != known {
				return
			}
			for _, e := range c.exceptions {
				assert.NotZero(t, c.deviated[e.when], "this is no deviation any more: %s", e.when)
			}
			for _, verdict := range []string{
				"api_key", "m2m_token", "oauth_token", "session_token",
				"No token in header", "token-type-mismatch", "token-invalid", "token-verification-failed", "secret-key-invalid", "unexpected-error",
				"session-token-and-uat-missing", "session-token-but-no-client-uat",
			} {
				assert.NotZero(t, c.verdicts[verdict], "no request leads to %s", verdict)
			}
		})
	}
}

func (c *machineComparison) compare(t *testing.T, mc machineCase) {
	t.Helper()
	var message string
	ask := func(who func() machineVerdict) machineVerdict {
		c.api.answerWith(mc.token.answer())
		verdict := who()
		message = cmp.Or(verdict.Message, message)
		verdict.Asked = c.api.questions()
		return verdict.normal()
	}
	got := ask(func() machineVerdict { return c.sites[mc.site].serve(t, mc) })

	// The reference's verdict, on the claims as we take them, and what we change
	// about it.
	taken := mc
	taken.token.claims = maps.Clone(mc.token.claims)
	var deviations []string
	for _, e := range c.exceptions {
		if e.takeAs != nil && e.takeAs(&taken) {
			taken.token.text = taken.token.spell()
			deviations = append(deviations, e.when)
		}
	}
	want := ask(func() machineVerdict { return c.oracle.ask(t, taken, c.api.URL) })
	for _, e := range c.exceptions {
		if e.adjust == nil {
			continue
		}
		adjusted := want
		if e.adjust(mc, &adjusted); !assert.ObjectsAreEqual(want, adjusted) {
			want = adjusted
			deviations = append(deviations, e.when)
		}
	}
	for _, when := range deviations {
		c.deviated[when]++
	}
	c.verdicts[want.TokenType+want.Reason]++
	if !assert.ObjectsAreEqual(want, got) {
		t.Errorf("the verdict on\n%s\nis to be\n%s\nand is\n%s\n(deviations: %q; the reference says: %s)", mc, want, got, deviations, message)
	}
}
