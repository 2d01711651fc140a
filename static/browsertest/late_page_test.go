package browsertest_test

import (
	"cmp"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestAPageThatWasRenderedForTheSessionBeforeIsFetchedAgain(t *testing.T) {
	t.Parallel()
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx)
		s.page("/", `<nav hx-boost="true" hx-boost:inherited="true"><a id="to-b" href="/b">b</a></nav>`)
		release := make(chan struct{})
		s.handle("/b", func(w http.ResponseWriter, r *http.Request) {
			user := s.readToken(r).Subject
			<-release
			w.Header().Set("Clerk-Guard", "0")
			fmt.Fprintf(w, "<!doctype html><title>b</title><h1>b for %s</h1>", cmp.Or(user, "nobody"))
		})
		tab := browser.New(t).Tab()
		tab.Navigate(s.URL)
		waitReady(tab)
		tab.Run("void (window.changed = new Promise((done) => document.addEventListener('clerk:session', () => done())))")
		tab.Click("#to-b")
		require.Eventually(t, func() bool { return len(s.visits(http.MethodGet, "/b")) == 1 }, time.Minute, 10*time.Millisecond)
		tab.Run("signIn('" + userEmail + "', '" + userPassword + "')")
		tab.Run("changed")
		close(release)
		tab.WaitText("h1", "b for "+s.user.ID)
		assert.Len(t, s.visits(http.MethodGet, "/b"), 2)
		tab.RequireClean()
	})
}
