package edges_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// The race detector judges these tests: http.TimeoutHandler leaves its handler behind on another goroutine.
func TestAHandlerThatIsLateHoldsNoDataOfTheAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key := s.clerk.CreateAPIKey(clerktest.MachineToken{Subject: s.ada.ID, Scopes: []string{"invoices:read"}})
	ask := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { // and write nothing: a lock would hide the race
		_ = s.kit.PageFromContext(r.Context())
		_ = clerkhtmx.FromContext(r.Context())
	})
	for name, tt := range map[string]struct {
		guard  func(http.Handler) http.Handler
		header []string
	}{
		"a machine is let in":         {s.kit.HTTPProtect(clerkhtmx.APIKey("invoices:read")), []string{"Authorization", "Bearer " + key.Token}},
		"a person is refused":         {s.kit.HTTPProtect(), nil},
		"a refusal that sets cookies": {s.kit.HTTPProtect(), []string{"HX-Request", "true", "Cookie", "__client_uat=1700000000"}},
		"nothing is guarded":          {func(h http.Handler) http.Handler { return h }, nil},
	} {
		var late sync.WaitGroup
		late.Add(1)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer late.Done()
			<-r.Context().Done()
			tt.guard(ask).ServeHTTP(w, r)
		})
		application := s.kit.HTTPMiddleware(http.TimeoutHandler(handler, time.Millisecond, "too late"))
		assert.Equal(t, http.StatusServiceUnavailable, serve(application, request(http.MethodGet, "/", tt.header...)).Code, name)
		late.Wait()
	}
}

func TestAPageIsForTheTimeOfItsRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var background sync.WaitGroup
	application := s.kit.HTTPMiddleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		background.Go(func() {
			for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
				page := s.kit.PageFromContext(r.Context())
				html, err := page.Fragment("account")
				if err != nil || page.Auth.UserID == "" {
					t.Error(err, page.Auth)
					return
				}
				if html == "" { // the request has been served
					return
				}
			}
			assert.Fail(t, "the page is there after its request")
		})
	}))
	for range 20 {
		serve(application, s.clerk.SignedIn(request(http.MethodGet, "/"), s.ada))
	}
	background.Wait()
}
