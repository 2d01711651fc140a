package static_test

import (
	"net/http"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestTmp(t *testing.T) {
	for _, pattern := range []string{"/v1/", "/v1/client", "/v1/environment"} {
		for _, status := range []int{http.StatusServiceUnavailable, 0} {
			s := newSite(t, "htmx-2")
			s.page("/", stages)
			b := browser.New(t)
			s.signIn(b)
			_ = s.fake.Inject(fakeclerk.Fault{Pattern: pattern, Status: status})
			tab := b.Tab()
			if status == 0 {
				tab.Block("*://*:*/__clerk" + pattern + "*")
			}
			tab.Navigate(s.URL)
			waitReady(tab)
			t.Log(pattern, status, browser.Eval[string](tab, "JSON.stringify([Clerk.status, Clerk.session?.id ?? String(Clerk.session), String(Clerk.client?.sessions?.length), performance.now(), document.cookie.includes('__session_'), events])"))
		}
	}
}
