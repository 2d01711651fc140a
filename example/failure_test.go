package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestPageStandsWithoutClerkJS(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		b := browser.New(t)
		signedIn := d.open(b, path)
		signedIn.signIn()
		signedIn.Close()

		v := d.tab(b)
		v.Block("*://*:*/__clerk/npm/*")
		v.Navigate(d.url + path)
		v.WaitFor(`!document.querySelector("clerk-failed").hidden`)
		v.WaitVisible(testID("you_are_signed_in"))
		assert.Equal(t, "true", v.Text(testID("is_signed_in")), "the page shows the server's verdict")
		v.WaitNetworkIdle()
		assert.Empty(t, kitRequests(v), "and nothing loops")
	})
}

func TestPageStandsWithoutTheFrontendAPI(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	d.fail("/v1/client")
	d.fail("/v1/environment")
	v := d.tab(browser.New(t))
	v.Navigate(d.url)
	v.WaitFor(`window.Clerk?.status === "degraded"`)
	v.requireServerVerdict("false")
	v.WaitNetworkIdle()
	assert.Empty(t, kitRequests(v))
}

func (d *demo) fail(pattern string) {
	d.t.Helper()
	d.fake.Fail(pattern, http.StatusServiceUnavailable)
}

func (v *visit) requireServerVerdict(signedIn string) {
	v.demo.t.Helper()
	assert.Equal(v.demo.t, signedIn, v.Text(testID("is_signed_in")))
}

// forEachMode runs a test on every kind of Clerk instance.
func forEachMode(t *testing.T, test func(t *testing.T, cfg clerktest.Config)) {
	t.Helper()
	t.Parallel()
	for name, mode := range map[string]clerktest.Mode{
		"production":                       clerktest.Production,
		"development":                      clerktest.Development,
		"development on a host of its own": clerktest.DevelopmentCustomHost,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, clerktest.Config{Mode: mode})
		})
	}
}

func TestHandshakeBringsAnExpiredSessionBack(t *testing.T) {
	forEachMode(t, func(t *testing.T, cfg clerktest.Config) {
		d := newDemo(t, cfg)
		v := d.open(browser.New(t), "/")
		v.signIn()
		session := browser.Eval[string](v.Tab, `Clerk.session.id`)
		v.Navigate("about:blank") // nobody renews the token now
		v.expire(session)

		v.ClearLog()
		v.load("/")
		v.requireSignedIn()
		handshakes := 0
		for _, r := range v.Requests() {
			if strings.Contains(r.URL, "/v1/client/handshake?") {
				handshakes++
			}
		}
		assert.Equal(t, 1, handshakes)
		assert.NotContains(t, v.URL(), "__clerk", "no trace is left in the address bar")
		assert.Equal(t, []string{"sign-in"}, v.hooks(), "a renewed token is not a sign-in")
	})
}

// expire puts a token that ran out into the session cookies.
func (v *visit) expire(session string) {
	v.demo.t.Helper()
	token := v.demo.fake.Token(clerktest.TokenParams{
		SessionID: session,
		Origin:    v.demo.url,
		IssuedAt:  time.Now().Add(-2 * time.Minute),
		ExpiresAt: time.Now().Add(-time.Minute),
	})
	for _, c := range v.browser.Cookies() {
		if strings.HasPrefix(c.Name, "__session") {
			c.Value = token
			v.browser.SetCookie(v.demo.url, c)
		}
	}
}

// tokenRanOut is true once the server refuses the session cookie: its clock skew
// allows 5 s.
const tokenRanOut = `(() => {
	const token = document.cookie.match(/__session=([^;]*)/)[1];
	return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000 + 5500 < Date.now();
})()`

// A laptop that was asleep: the cookie is old, and so is what clerk-js has in memory.
func TestRequestsWorkAfterTheTokenRanOut(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, path string) {
		d := newDemo(t, clerktest.Config{})
		v := d.open(browser.New(t), path)
		v.signIn()
		v.mark()
		d.fake.SetTokenTTL(2 * time.Second)
		v.Run(`Clerk.session.getToken({ skipCache: true })`)
		d.fail("POST /v1/client/sessions/*/tokens")
		v.WaitFor(tokenRanOut)

		d.fake.Heal()
		d.fake.SetTokenTTL(time.Minute)
		v.Click(testID("whoami_button"))
		v.WaitText(testID("whoami"), "you are user_")
		v.requireMark()
		v.requireSignedIn()
		assert.Equal(t, []string{"sign-in"}, v.hooks())
	})
}
