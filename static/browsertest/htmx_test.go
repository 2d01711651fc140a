package browsertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
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

func TestStaleRefusalIsRetriedOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		refusals int32
		header   string
		want     []int
		text     string
	}{
		{"the second answer counts", 1, "stale", []int{401, 200}, "1 2"},
		{"a second refusal is final", 9, "stale", []int{401, 401}, "before"},
		{"a refusal that no token cures is final", 9, "", []int{401}, "before"},
		{"a refusal with an unknown cure is final", 9, "toString", []int{401}, "before"},
	}
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		var body strings.Builder
		for i, test := range tests {
			var asked atomic.Int32
			path := fmt.Sprint("/flaky", i)
			s.handle(path, func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) > test.refusals {
					_, _ = fmt.Fprint(w, r.PostFormValue("a"), " ", r.PostFormValue("b"))
					return
				}
				w.Header().Set("HX-Reswap", "none")
				w.Header().Set("Clerk-Session", test.header)
				w.WriteHeader(http.StatusUnauthorized)
			})
			fmt.Fprintf(&body, `<form hx-post="%s" hx-target="#out%d" hx-confirm="Sure?"><input name="a" value="1">
				<button id="go%d" name="b" value="2">Go</button></form><div id="out%d">before</div>`, path, i, i, i)
		}
		s.page("/", body.String())
		b := browser.New(t)
		s.signIn(b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Run("window.confirm = () => ++window.questions")
		for i, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				s.fake.ForgetRequests()
				tab.Run("window.questions = 0")
				tab.Click(fmt.Sprint("#go", i))
				url := fmt.Sprint(s.URL, "/flaky", i)
				tab.WaitFor(fmt.Sprintf("performance.getEntriesByName('%s').length === %d", url, len(test.want)))
				tab.WaitText(fmt.Sprint("#out", i), test.text)
				assert.Equal(t, test.want, statuses(tab, url))
				assert.Equal(t, 1, browser.Eval[int](tab, "questions"), "hx-confirm asks once")
				assert.Len(t, tokenRequests(s.fake), len(test.want)-1)
			})
		}
	})
}

func tokenRequests(fake *fakeclerk.Clerk) []fakeclerk.Request {
	found := []fakeclerk.Request{}
	for _, r := range fake.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/tokens") {
			found = append(found, r)
		}
	}
	return found
}

func TestTwoStaleRefusalsShareOneToken(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<button hx-get="/a" hx-target="#a">A</button><button hx-get="/b" hx-target="#b">B</button><p id="a"></p><p id="b"></p>`)
		both := make(chan struct{})
		var asked atomic.Int32
		refuseFirst := func() http.HandlerFunc {
			var refused atomic.Bool
			return func(w http.ResponseWriter, r *http.Request) {
				if refused.Swap(true) {
					_, _ = fmt.Fprint(w, "done")
					return
				}
				if asked.Add(1) == 2 {
					close(both)
				}
				<-both
				refuseStale(w)
			}
		}
		s.handle("/a", refuseFirst())
		s.handle("/b", refuseFirst())
		b := browser.New(t)
		s.signIn(b)
		require.NoError(t, s.fake.Inject(fakeclerk.Fault{Pattern: "POST /v1/client/sessions/*/tokens", Latency: 200 * time.Millisecond}))
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		s.fake.ForgetRequests()
		tab.Run("document.querySelectorAll('button').forEach((button) => button.click())")
		tab.WaitText("#a", "done")
		tab.WaitText("#b", "done")
		assert.Len(t, tokenRequests(s.fake), 1)
	})
}

// The cookies change before the page knows: the refusal is about the session that was.
func TestARequestOvertakenByASignOutIsSentAgain(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<button hx-get="/slow" hx-target="#out">Go</button><p id="out"></p>`)
		reported, refused := make(chan struct{}), make(chan struct{})
		waitFor := func(done <-chan struct{}, r *http.Request) {
			select {
			case <-done:
			case <-r.Context().Done():
			}
		}
		s.handle("/clerk/session", func(_ http.ResponseWriter, r *http.Request) {
			close(reported)
			waitFor(refused, r)
		})
		var asked atomic.Int32
		s.handle("/slow", func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) > 1 {
				s.who(w, r)
				return
			}
			waitFor(reported, r)
			w.Header().Set("HX-Refresh", "true")
			refuseStale(w)
		})
		b := browser.New(t)
		s.signIn(b)
		tab := b.Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Click("button")
		tab.WaitFor("document.querySelector('button').classList.contains('htmx-request')")
		tab.Run("void Clerk.signOut()")
		tab.WaitFor(fmt.Sprintf("performance.getEntriesByName('%s/slow').length === 1", s.URL))
		close(refused)
		tab.WaitText("#out", "nobody")
		assert.Len(t, s.visits("GET", "/"), 1, "the page stays in place")
		assert.Len(t, s.visits("GET", "/slow"), 2)
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
			assert.False(t, browser.Eval[bool](tab, "Object.keys(sessionStorage).some((key) => key.startsWith('htmx-history'))"))

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
