package keys_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestKnownKeysServeThroughAnOutageOfAnHour(t *testing.T) {
	t.Parallel()
	for name, outage := range outages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				key := harness.SigningKeys()[0]
				m := inMemory(t, harness.NewInstance(key))
				a := m.newApp(t)
				token := key.Token(2 * time.Hour)
				require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
				outage(m)
				warm := time.Now()
				servesAtOnce := func() {
					start := time.Now()
					require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
					require.Zero(t, time.Since(start))
				}

				harness.Elapse(4 * time.Minute) // when the keys are due for a fetch
				for range 60 {
					servesAtOnce()
					harness.Elapse(time.Second)
				}
				failed := a.Count(clerkhtmx.MetricKeysFailed)
				assert.LessOrEqual(t, failed, 60/5, "one fetch in five seconds")
				assert.GreaterOrEqual(t, failed, 60/(5+5+1), "of five seconds at most")
				for time.Since(warm) < 59*time.Minute {
					servesAtOnce()
					harness.Elapse(time.Minute)
				}
				harness.Elapse(time.Minute)
				assert.Equal(t, 1, a.Warnings(), "of all the failed fetches, the first was told")

				res := a.Serve(harness.BearerOf("/protected", token))
				assert.Equal(t, http.StatusServiceUnavailable, res.Code)
				assert.NotEmpty(t, res.Header().Get("Retry-After"))
				assert.Equal(t, "jwk-remote-failed-to-load", res.Header().Get("X-Clerk-Auth-Reason"))

				m.heal()
				harness.Elapse(5 * time.Second)
				assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
				assert.NotContains(t, a.Log.String(), "do-not-print-me")
			})
		})
	}
}

// A restart does not know Clerk's keys.
func TestAnOutageFromTheStart(t *testing.T) {
	t.Parallel()
	document, htmx, api := []string{"Sec-Fetch-Dest", "document"}, []string{"HX-Request", "true"}, []string(nil)
	for name, outage := range outages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				key := harness.SigningKeys()[0]
				m := inMemory(t, harness.NewInstance(key))
				token := key.Token(time.Hour)
				signedIn := harness.Get("/", "Cookie", "__client_uat=1; __session="+token)
				expired := harness.Get("/", "Cookie", "__client_uat=1; __session="+key.Token(-time.Hour))
				before := m.newApp(t)
				v := before.Visitor()
				v.As(signedIn)
				v.Report(t)
				require.Len(t, v.Own, 1, "the server knows of the sign-in")

				outage(m)
				a := m.newApp(t)
				v.App = a.App
				events := &harness.EventLog{}
				a.Kit.OnAuthChange(events.Record)
				down := time.Now()
				for _, cookies := range []*http.Request{signedIn, expired} {
					v.As(cookies)
					for _, header := range [][]string{document, htmx, api} {
						res := v.Do(harness.Get("/whoami", header...))
						assert.Equal(t, http.StatusOK, res.Code)
						assert.Contains(t, res.Body.String(), `"UserID":""`)
						assert.Equal(t, "signed-out", res.Header().Get("X-Clerk-Auth-Status"))
						assertKeysUnavailable(t, res.Header())
						for _, target := range []string{"/protected", "/clerk/fragments/account"} {
							res := v.Do(harness.Get(target, header...))
							assert.Equal(t, http.StatusServiceUnavailable, res.Code)
							assert.NotEmpty(t, res.Header().Get("Retry-After"))
							assert.NotContains(t, res.Body.String(), "your account")
							assertKeysUnavailable(t, res.Header())
						}
					}
					res := v.Do(harness.Request(http.MethodPost, "/clerk/session"))
					assert.Equal(t, http.StatusServiceUnavailable, res.Code)
					assertKeysUnavailable(t, res.Header())
				}
				res := a.Serve(harness.BearerOf("/protected", token))
				assert.Equal(t, http.StatusServiceUnavailable, res.Code)
				assertKeysUnavailable(t, res.Header())
				assert.LessOrEqual(t, time.Since(down), 5*time.Second, "waited for once")
				assert.Equal(t, 1, a.Count(clerkhtmx.MetricKeysFailed))

				m.heal()
				harness.Elapse(5 * time.Second)
				v.As(signedIn)
				res = v.Do(harness.Get("/whoami", document...))
				assert.Contains(t, res.Body.String(), harness.UserID)
				assert.Empty(t, events.Types(), "nobody has signed in or out")
			})
		})
	}
}

// assertKeysUnavailable: the reason is told, and nobody is sent around.
func assertKeysUnavailable(t *testing.T, header http.Header) {
	t.Helper()
	assert.Equal(t, "jwk-remote-failed-to-load", header.Get("X-Clerk-Auth-Reason"))
	for _, name := range []string{"Location", "Hx-Redirect", "Hx-Location", "Hx-Refresh", "Set-Cookie"} {
		assert.Empty(t, header.Values(name), name)
	}
}

// Anybody can send a token. How many do is no reason to tell operators again.
func TestAnOutageFromTheStartIsLoggedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := inMemory(t, harness.NewInstance(harness.SigningKeys()[0]))
		outages()["status 500"](m)
		a := m.newApp(t)
		for range 100 {
			a.Serve(harness.BearerOf("/whoami", harness.BogusToken()))
		}
		assert.Equal(t, 1, a.Warnings())
	})
}
