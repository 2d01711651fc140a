package browsertest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

const stages = `<clerk-loading><p id="loading">loading</p></clerk-loading><clerk-loaded hidden><p id="loaded">loaded</p></clerk-loaded>
<clerk-failed hidden><p id="failed">failed</p></clerk-failed><clerk-degraded hidden><p id="degraded">degraded</p></clerk-degraded>
<clerk-user-button><a id="fallback" href="/account">Account</a></clerk-user-button>{{fragment}}`

func statusEvents(tab *browser.Tab) []string {
	return browser.Eval[[]string](tab, "events.filter((event) => event.type === 'clerk:status').map((event) => event.status)")
}

func timedOut(tab *browser.Tab) []bool {
	return browser.Eval[[]bool](tab, "events.filter((event) => event.type === 'clerk:ready').map((event) => event.timedOut)")
}

func TestLoaded(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", stages)
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible(".cl-userButtonTrigger")
	tab.WaitVisible("#loaded")
	tab.WaitGone("#loading")
	tab.WaitGone("#failed")
	tab.WaitGone("#degraded")
	tab.WaitGone("#fallback")
	assert.Equal(t, []bool{false}, timedOut(tab))
	assert.Equal(t, []string{"loading", "ready"}, statusEvents(tab))
	assert.Empty(t, s.reports(), "a page that is right costs no request")
	assert.Empty(t, s.visits("GET", "/clerk/fragments/who"))
	tab.RequireClean()
}

func TestClerkIsBlocked(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", stages)
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Block("*://*:*/__clerk/npm/*")
	tab.Navigate(s.URL)
	tab.WaitVisible("#failed")
	tab.WaitGone("#loading")
	tab.WaitVisible("#fallback")
	tab.WaitText(".who", s.user.ID)
	assert.Equal(t, []string{"loading", "error"}, statusEvents(tab))
	assert.Equal(t, []bool{true}, timedOut(tab))
	assert.Empty(t, s.reports())
}

func TestClerkUIIsBlocked(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", stages)
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Block("*://*:*/__clerk/npm/@clerk/ui*")
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible("#loaded")
	tab.WaitVisible("#fallback")
	tab.Run("Clerk.signOut()")
	tab.WaitText(".who", "nobody")
}

func TestReadyTimesOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", stages)
	s.attributes["data-clerk-js-url"] = "/slow.js"
	s.attributes["data-clerk-ready-timeout"] = "300"
	release := make(chan struct{})
	s.handle("/slow.js", func(w http.ResponseWriter, r *http.Request) {
		<-release
		http.Redirect(w, r, "/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js", http.StatusFound)
	})
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	tab.WaitVisible("#failed")
	assert.Equal(t, []bool{true}, timedOut(tab))

	close(release) // better late than never
	tab.WaitVisible("#loaded")
	tab.WaitGone("#failed")
	assert.Equal(t, []bool{true}, timedOut(tab), "ready comes once")
	tab.RequireClean()
}

func TestFrontendAPIIsDown(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", stages)
	b := browser.New(t)
	s.signIn(b)
	require.NoError(t, s.fake.Inject(fakeclerk.Fault{Pattern: "/v1/", Status: http.StatusServiceUnavailable}))
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.WaitVisible("#degraded")
	tab.WaitText(".who", s.user.ID)
	assert.NotContains(t, eventTypes(tab), "clerk:signed-out", "not to reach Clerk is not to be signed out")
	assert.Empty(t, s.reports())
}

func TestStaleStateIsReported(t *testing.T) {
	t.Parallel()
	t.Run("a session that lives", func(t *testing.T) {
		s := newSite(t, "htmx-2")
		s.page("/", "{{fragment}}")
		b := browser.New(t)
		s.signIn(b)
		s.offset.Store(int64(time.Hour))
		tab := b.Tab()
		tab.Navigate(s.URL)
		tab.WaitText(".who", s.user.ID)
		assert.Equal(t, []string{"clerk:session", "clerk:signed-in", "clerk:ready"}, eventTypes(tab))
		assert.Len(t, s.reports(), 1)
		tab.RequireClean()
	})
	t.Run("a session that has ended", func(t *testing.T) {
		s := newSite(t, "htmx-2")
		s.page("/", "{{fragment}}")
		b := browser.New(t)
		session := s.signIn(b)
		require.NoError(t, s.fake.Revoke(session.ID))
		s.offset.Store(int64(time.Hour))
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		assert.Equal(t, []string{"clerk:ready"}, eventTypes(tab), "the page shows nobody already")
		assert.Len(t, s.reports(), 1, "but the server learns of the end")
	})
}

func TestReportIsRetriedWithAFreshToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	refused := false
	s.handle("/clerk/session", func(w http.ResponseWriter, r *http.Request) {
		if !refused {
			refused = true
			refuseStale(w)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	tab.WaitText(".who", s.user.ID)
	assert.Len(t, s.reports(), 2)
	assert.Len(t, tokenRequests(s.fake), 1)
}

func TestScriptRunsOnce(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		links := `<nav hx-boost="true" hx-boost:inherited="true"><a id="to-b" href="/b">b</a></nav>`
		s.page("/", links+"{{script}}<h1>/</h1>{{fragment}}")
		s.page("/b", links+"{{script}}<h1>/b</h1>{{fragment}}")
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Click("#to-b")
		tab.WaitText("h1", "/b")
		tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
		tab.WaitText(".who", s.user.ID)
		assert.Equal(t, []string{"clerk:ready", "clerk:session", "clerk:signed-in"}, eventTypes(tab))
		assert.Len(t, s.reports(), 1)
		tab.RequireClean()
	})
}

func TestPageThatLoadsClerkItself(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	delete(s.attributes, "data-clerk-js-url")
	delete(s.attributes, "data-clerk-ui-url")
	s.headHTML += `<script defer src="/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js" nonce="` + nonce + `"></script>
		<script defer src="/testdata/load.js" nonce="` + nonce + `"></script>`
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
	tab.WaitText(".who", s.user.ID)
	assert.Equal(t, []bool{false}, timedOut(tab))
	tab.RequireClean()
}

// The texts come from a file, in the page's language.
func TestLocalizationFromAFile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer  http.HandlerFunc
		title   string
		message bool
	}{
		"texts": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"locale":"de-DE","signIn":{"start":{"title":"Anmelden bei {{applicationName}}"}}}`))
		}, "Anmelden bei", false},
		"no such file": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"message":"Not Found"}`))
		}, "Sign in to", true},
		"not JSON":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<!doctype html>`)) }, "Sign in to", true},
		"no answer": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "Sign in to", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "htmx-2")
			s.page("/", "<clerk-sign-in></clerk-sign-in>")
			s.attributes["data-clerk-localization-url"] = "/locales/:lang.json"
			s.attributes["data-clerk-ready-timeout"] = "3000"
			s.handle("/locales/en.json", tt.answer)
			tab := browser.New(t).Tab()
			tab.Navigate(s.URL)
			tab.WaitVisible(".cl-headerTitle")
			assert.Contains(t, tab.Text(".cl-headerTitle"), tt.title)
			warned := slices.ContainsFunc(tab.Messages(), func(m browser.Message) bool {
				return strings.Contains(m.Text, "clerkhtmx: cannot load /locales/en.json")
			})
			assert.Equal(t, tt.message, warned)
		})
	}
}
