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

func TestARefusalThatComesAfterASignOutIsAskedAgain(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<button hx-get="/slow" hx-target="#out">Go</button><p id="out"></p>`)
		signedOut := make(chan struct{})
		var asked atomic.Int32
		s.handle("/slow", func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) > 1 {
				s.who(w, r)
				return
			}
			select {
			case <-signedOut:
			case <-r.Context().Done():
			}
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
		tab.WaitFor("eventTypes().includes('clerk:signed-out')")
		close(signedOut)
		tab.WaitText("#out", "nobody")
		assert.Len(t, s.visits("GET", "/"), 1, "the page stays in place")
	})
}
