package browsertest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// who answers with the owner of the request's token, or refuses a stale one.
func (s *site) who(w http.ResponseWriter, r *http.Request) {
	token := s.readToken(r)
	if token.stale {
		refuseStale(w)
		return
	}
	_, _ = fmt.Fprint(w, fragment(token))
}

// statuses are the answers to the requests for a path.
func statuses(tab *browser.Tab, url string) []int {
	found := []int{}
	for _, r := range tab.Requests() {
		if r.URL == url {
			found = append(found, r.Status)
		}
	}
	return found
}

func TestRequestsWaitForAFreshToken(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		t.Run("while Clerk loads", func(t *testing.T) {
			s := newSite(t, htmx)
			s.page("/", `<div id="now" hx-get="/who" hx-trigger="load" hx-target="this"></div>`)
			s.handle("/who", s.who)
			b := browser.New(t)
			session := s.signIn(b)
			s.offset.Store(int64(2 * time.Minute)) // the token in the cookie has expired, Clerk has a new one
			tab := b.Tab()
			tab.Navigate(s.URL)
			tab.WaitText("#now .who", s.user.ID)
			assert.Equal(t, []int{200}, statuses(tab, s.URL+"/who"))
			assert.Equal(t, session.ID, s.visits("GET", "/who")[0].Session)
			tab.RequireClean()
		})
		t.Run("after a long sleep, several at once", func(t *testing.T) {
			s := newSite(t, htmx)
			s.page("/", `<button hx-get="/who" hx-target="#out">Get</button><button hx-post="/who" hx-target="#out2">Post</button>
				<div id="out"></div><div id="out2"></div>`)
			s.handle("/who", s.who)
			b := browser.New(t)
			s.signIn(b)
			tab := b.Tab()
			tab.Navigate(s.URL)
			waitReady(tab)
			s.fake.ForgetRequests()
			s.offset.Store(int64(time.Hour))
			tab.Run("pass(3600); document.querySelectorAll('button').forEach((button) => button.click())")
			tab.WaitText("#out .who", s.user.ID)
			tab.WaitText("#out2 .who", s.user.ID)
			assert.Equal(t, []int{200, 200}, statuses(tab, s.URL+"/who"))
			tab.RequireClean()
		})
	})
}

// htmx 4 begins as soon as its script has run, while scripts after it may have yet to load: the kit's comes first.
func TestRequestsWaitHoweverLateAScriptIs(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<div id="now" hx-get="/who" hx-trigger="load" hx-target="this"></div>`)
		asked := make(chan struct{}, 9)
		s.handle("/who", func(w http.ResponseWriter, r *http.Request) {
			asked <- struct{}{}
			s.who(w, r)
		})
		s.handle("/late.js", func(w http.ResponseWriter, _ *http.Request) {
			select {
			case <-asked: // too early
			case <-time.After(time.Second):
			}
			w.Header().Set("Content-Type", "text/javascript")
		})
		late := `<script defer src="/late.js" nonce="` + nonce + `"></script>`
		s.headHTML = late + s.headHTML + late
		b := browser.New(t)
		s.signIn(b)
		s.offset.Store(int64(2 * time.Minute))
		tab := b.Tab()
		tab.Navigate(s.URL)
		tab.WaitText("#now .who", s.user.ID)
		assert.Equal(t, []int{200}, statuses(tab, s.URL+"/who"))
	})
}

func TestRequestsOfASignedOutPageDoNotWait(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<div id="now" hx-get="/who" hx-trigger="load" hx-target="this"></div>`)
		s.handle("/who", s.who)
		tab := browser.New(t).Tab()
		tab.Block("*://*:*/__clerk/*")
		tab.Navigate(s.URL)
		tab.WaitText("#now .who", "nobody")
	})
}

func TestAConfirmDialogOfThePageDecides(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", `<button hx-get="/who" hx-target="#out" hx-confirm="Sure?">Get</button><div id="out"></div>`)
	s.handle("/who", s.who)
	b := browser.New(t)
	s.signIn(b)
	tab := b.Tab()
	tab.Navigate(s.URL)
	waitReady(tab)
	// A dialog of the page's own decides; it is not overruled, and asked once.
	tab.Run(`document.addEventListener('htmx:confirm', (event) => { event.preventDefault(); window.dialog = event.detail })`)
	s.offset.Store(int64(time.Hour))
	tab.Run("pass(3600)")
	tab.Click("button")
	tab.WaitFor("window.dialog")
	assert.Empty(t, s.visits("GET", "/who"))
	tab.Run("void dialog.issueRequest(true)")
	tab.WaitText("#out .who", s.user.ID)
}

func TestSnapshotsAreForgotten(t *testing.T) {
	t.Parallel()
	for _, htmx := range []string{"htmx-2.0.8", "htmx-2"} {
		t.Run(htmx, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, htmx)
			links := `<nav hx-boost="true"><a id="to-a" href="/">a</a><a id="to-b" href="/b">b</a><a id="to-c" href="/c">c</a></nav>`
			for _, path := range []string{"/", "/b", "/c"} {
				s.page(path, links+`<h1>Page `+path+`</h1>{{fragment}}`)
			}
			b := browser.New(t)
			s.signIn(b)
			tab := b.Tab()
			tab.Navigate(s.URL)
			waitReady(tab)
			tab.Click("#to-b")
			tab.WaitText("h1", "Page /b")
			tab.WaitFor("sessionStorage.getItem('htmx-history-cache')?.includes('Page /')")

			tab.Run("Clerk.signOut()")
			tab.WaitText(".who", "nobody")
			assert.False(t, browser.Eval[bool](tab, "Object.keys(sessionStorage).some((key) => /^htmx-history-(?!owner)/.test(key))"))

			// Nor is what is still in this page stored when it is left.
			tab.Click("#to-c")
			tab.WaitText("h1", "Page /c")
			s.forgetVisits()
			tab.Back()
			tab.WaitText("h1", "Page /b")
			assert.Len(t, s.visits("GET", "/b"), 1, "the server decides")
		})
	}
}

// A sign-out that leads to another page ends this one before it hears of the sign-out.
func TestSnapshotsAreForgottenByThePageAfterSignOut(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.attributes["data-clerk-options"] = `{"signInUrl":"/sign-in","telemetry":false,"afterSignOutUrl":"/bye"}`
		for _, path := range []string{"/", "/b"} {
			s.page(path, `<nav hx-boost="true" hx-boost:inherited="true"><a id="to-b" href="/b">b</a></nav><h1>Page `+path+`</h1>{{fragment}}`)
		}
		s.page("/bye", `<h1>Page /bye</h1>`)
		b := browser.New(t)
		s.signIn(b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Click("#to-b")
		tab.WaitText("h1", "Page /b")
		tab.Run("void Clerk.signOut()")
		tab.WaitText("h1", "Page /bye")
		for _, path := range []string{"/b", "/"} {
			tab.Back()
			tab.WaitText("h1", "Page "+path)
			tab.WaitText(".who", "nobody")
		}
	})
}

func TestFragmentHostIsBusy(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", "{{fragment}}")
		release := make(chan struct{})
		s.handle("/clerk/fragments/who", func(w http.ResponseWriter, r *http.Request) {
			<-release
			s.who(w, r)
		})
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
		tab.WaitFor("document.querySelector('#clerk-fragment-who').getAttribute('aria-busy') === 'true'")
		close(release)
		tab.WaitText(".who", s.user.ID)
		tab.WaitFor("!document.querySelector('#clerk-fragment-who').hasAttribute('aria-busy')")
		tab.RequireClean()
	})
}
