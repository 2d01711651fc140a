package browsertest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

const turnstile = "https://challenges.cloudflare.com/"

// stub takes the place of Cloudflare's script, which gives every site key for tests this token.
const stub = `window.turnstile = {
	render: (selector, options) => { setTimeout(() => options.callback("` + clerktest.CaptchaToken + `")); return "widget"; },
	remove() {}, reset() {},
}`

func newProtectedSite(t *testing.T) *site {
	t.Helper()
	return newSite(t, func(string) clerktest.Config {
		return clerktest.Config{BotProtection: true, RandomCodes: true}
	})
}

func signUp(tab *browser.Tab) {
	tab.Type(`input[name=emailAddress]`, "grace@example.com")
	tab.Type(`input[name=password]`, password)
	tab.Click(`.cl-formButtonPrimary`)
}

func TestPeopleSignUpUnderBotProtection(t *testing.T) {
	t.Parallel()
	s := newProtectedSite(t)
	tab := browser.New(t).Tab()
	tab.Navigate(s.url + "/sign-up")
	tab.Run(stub)
	signUp(tab)
	tab.WaitRequest("the code", func(r browser.Request) bool {
		return strings.Contains(r.URL, "/prepare_verification") && r.Status == 200
	})
	tab.WaitVisible(`.cl-otpCodeField`)
	code := s.clerk.Code("grace@example.com")
	require.Len(t, code, 6)
	tab.Type(`.cl-otpCodeField input`, code)
	tab.WaitVisible(`#who`)
	tab.RequireClean()
}

func TestTheFormWorksUnderThePolicyOfTheGuide(t *testing.T) {
	t.Parallel()
	s := newProtectedSite(t)
	s.policy = policyOfTheGuide(t, s.clerk.URL)
	tab := browser.New(t).Tab()
	tab.Block(turnstile + "*") // there is no network
	tab.Navigate(s.url + "/sign-up")
	signUp(tab)
	tab.WaitRequest("the captcha", func(r browser.Request) bool { return strings.HasPrefix(r.URL, turnstile) && r.Blocked })
	tab.WaitRequest("the refused sign-up", func(r browser.Request) bool {
		return strings.Contains(r.URL, "/v1/client/sign_ups") && r.Status == 400
	})
	assert.Empty(t, tab.Messages(browser.CSPViolation))
}

// load asks for what clerk-js, Turnstile and Clerk Protect load, from each source of the policy.
const load = `(() => {
	const add = (tag, src) => document.body.append(Object.assign(document.createElement(tag), { src }));
	add("script", "https://challenges.cloudflare.com/turnstile/v0/api.js");
	add("iframe", "https://challenges.cloudflare.com/frame");
	add("script", "https://x.protect.clerk.com/script.js");
	add("iframe", "https://x.protect.clerk.com/frame");
	add("img", "https://img.clerk.com/x");
	fetch("https://x.protect.clerk.com:8443/").catch(() => {});
	fetch("https://clerk-telemetry.com/v1/event", { method: "POST" }).catch(() => {});
	new Worker(URL.createObjectURL(new Blob([""])));
})()`

// onThisMachine replaces hosts of the internet by names that tests may ask for.
func onThisMachine() *strings.Replacer {
	return strings.NewReplacer("cloudflare.com", "cloudflare.test", "clerk.com", "clerk.test", "clerk-telemetry.com", "clerk-telemetry.test")
}

func TestEverySourceInThePolicyOfTheGuideIsNeeded(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"", "https://challenges.cloudflare.com", "https://*.protect.clerk.com:*", "https://*.protect.clerk.com", "https://img.clerk.com", "https://clerk-telemetry.com", "blob:",
	} {
		t.Run("without "+source, func(t *testing.T) {
			t.Parallel()
			s := newProtectedSite(t)
			policy := policyOfTheGuide(t, s.clerk.URL)
			for _, end := range []string{" ", ";"} {
				policy = strings.ReplaceAll(policy+" ", " "+source+end, end)
			}
			s.policy = onThisMachine().Replace(policy)
			tab := browser.New(t).Tab()
			tab.Navigate(s.url)
			tab.Run(onThisMachine().Replace(load))
			tab.WaitNetworkIdle()
			violations := tab.Messages(browser.CSPViolation)
			if source == "" {
				assert.Empty(t, violations)
			} else {
				assert.NotEmpty(t, violations, policy)
			}
		})
	}
}

// policyOfTheGuide is the Content-Security-Policy in docs/components.md, for a Frontend API at the address.
func policyOfTheGuide(t *testing.T, frontendAPI string) string {
	t.Helper()
	guide, err := os.ReadFile("../../../docs/components.md")
	require.NoError(t, err)
	_, policy, found := strings.Cut(string(guide), "```text\ndefault-src ")
	require.True(t, found)
	policy, _, _ = strings.Cut(policy, "```")
	return strings.NewReplacer("https://clerk.example.com", frontendAPI, "nonce-…", "nonce-"+nonce, "\n", " ").Replace("default-src " + policy)
}
