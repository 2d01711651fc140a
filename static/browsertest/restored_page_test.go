package browsertest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// A page whose tab hears a broadcast meanwhile is not kept, so clerk-js's own sign-outs never come back from this cache.
// What is left are changes that clerk-js had no part in.
func TestPageOutOfTheBackForwardCache(t *testing.T) {
	const tokens = "POST /v1/client/sessions/*/tokens"
	user := func(s *site) string { return s.user.ID }
	nobody := func(*site) string { return "nobody" }
	signedIn := func(s *site, b *browser.Browser) { s.signIn(b) }
	fault := func(f fakeclerk.Fault) func(*site, *browser.Browser) {
		return func(s *site, _ *browser.Browser) { require.NoError(s.t, s.fake.Inject(f)) }
	}
	revoke := func(s *site, _ *browser.Browser) {
		require.NoError(s.t, s.fake.Revoke(s.fake.Sessions(s.user.ID)[0].ID))
	}
	deleteCookies := func(s *site, b *browser.Browser) {
		for _, c := range b.Cookies() {
			if strings.HasPrefix(c.Name, "__session") {
				b.SetCookie(s.URL, expired(c.Name))
			}
		}
	}
	tests := []struct {
		name      string
		before    func(*site, *browser.Browser)
		meanwhile []func(*site, *browser.Browser)
		want      func(*site) string
		seen      func(*site) string // before the server is asked, if anybody is seen
		loads     int
		atLeast   time.Duration
	}{
		{name: "the session is alive", before: signedIn, want: user, seen: user, loads: 1},
		{name: "and Clerk is slow", before: signedIn, want: user, seen: user, loads: 1, atLeast: 700 * time.Millisecond,
			meanwhile: []func(*site, *browser.Browser){fault(fakeclerk.Fault{Pattern: tokens, Latency: 700 * time.Millisecond})}},
		{name: "and Clerk does not answer", before: signedIn, want: user, loads: 2,
			meanwhile: []func(*site, *browser.Browser){fault(fakeclerk.Fault{Pattern: "/v1/", Latency: 6 * time.Second})}},
		{name: "and Clerk is down", before: signedIn, want: user, loads: 2,
			meanwhile: []func(*site, *browser.Browser){fault(fakeclerk.Fault{Pattern: "/v1/", Status: http.StatusServiceUnavailable})}},
		{name: "the session was revoked", before: signedIn, want: nobody, loads: 2, meanwhile: []func(*site, *browser.Browser){revoke}},
		{name: "the session was revoked and its cookies deleted", before: signedIn, want: nobody, loads: 2,
			meanwhile: []func(*site, *browser.Browser){revoke, deleteCookies}},
		{name: "its cookies were deleted and Clerk is down", before: signedIn, want: nobody, loads: 2,
			meanwhile: []func(*site, *browser.Browser){deleteCookies, fault(fakeclerk.Fault{Pattern: "/v1/", Status: http.StatusServiceUnavailable})}},
		{name: "somebody has signed in", before: func(*site, *browser.Browser) {}, want: user, seen: nobody, loads: 1,
			meanwhile: []func(*site, *browser.Browser){signedIn}},
	}
	forEachHTMX(t, func(t *testing.T, htmx string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				s, tab, start := leaveAndReturn(t, htmx, test.before, test.meanwhile)
				tab.WaitText(".who", test.want(s))
				t.Log("it is right after", time.Since(start))
				seen := ""
				if test.seen != nil {
					tab.WaitFor("sessionStorage.getItem('seen')")
					seen = test.seen(s)
				}
				assert.Equal(t, seen, browser.Eval[string](tab, "sessionStorage.getItem('seen') ?? ''"))
				after := time.Duration(browser.Eval[float64](tab, "Number(sessionStorage.getItem('seenAfter'))") * float64(time.Millisecond))
				assert.GreaterOrEqual(t, after, test.atLeast)
				assert.Len(t, s.visits("GET", "/"), test.loads)
				t.Log("content shows after", after)
			})
		}
	})
}

// leaveAndReturn leaves a page and goes back to it out of the cache. On a loaded machine Chromium may not keep a page.
func leaveAndReturn(t *testing.T, htmx string, before func(*site, *browser.Browser), meanwhile []func(*site, *browser.Browser)) (
	*site, *browser.Tab, time.Time,
) {
	t.Helper()
	for range 5 {
		s := newSite(t, htmx)
		s.cacheControl = "private, no-cache"
		s.page("/", "{{fragment}}")
		s.handle("/plain", respondWith("<h1>plain</h1>"))
		b := browser.New(t)
		before(s, b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Navigate(s.URL + "/plain")
		for _, change := range meanwhile {
			change(s, b)
		}
		start := time.Now()
		tab.Back()
		const persisted = "sessionStorage.getItem('persisted') === 'true'"
		tab.WaitFor(persisted + " || performance.getEntriesByType('navigation')[0].type === 'back_forward'")
		if browser.Eval[bool](tab, persisted) {
			return s, tab, start
		}
	}
	t.Fatal("Chromium has not kept the page")
	return nil, nil, time.Time{}
}
