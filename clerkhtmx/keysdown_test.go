package clerkhtmx_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// warnings counts the lines of the log. The application must be at rest.
func (a *keysApp) warnings() int {
	synctest.Wait()
	return strings.Count(a.log.String(), "level=WARN")
}

func TestKnownKeysServeThroughAnOutageOfAnHour(t *testing.T) {
	t.Parallel()
	for name, outage := range outages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				key := signingKeys()[0]
				m := inMemory(t, newInstance(key))
				a := m.newApp(t)
				token := key.token(2 * time.Hour)
				require.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
				outage(m)
				warm := time.Now()
				servesAtOnce := func() {
					start := time.Now()
					require.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
					require.Zero(t, time.Since(start))
				}

				elapse(4 * time.Minute) // when the keys are due for a fetch
				for range 60 {
					servesAtOnce()
					elapse(time.Second)
				}
				failed := a.count(clerkhtmx.MetricKeysFailed)
				assert.LessOrEqual(t, failed, 60/5, "one fetch in five seconds")
				assert.GreaterOrEqual(t, failed, 60/(5+5+1), "of five seconds at most")
				for time.Since(warm) < 59*time.Minute {
					servesAtOnce()
					elapse(time.Minute)
				}
				elapse(time.Minute)
				assert.Equal(t, 1, a.warnings(), "of all the failed fetches, the first was told")

				res := a.serve(bearerOf("/protected", token))
				assert.Equal(t, http.StatusServiceUnavailable, res.Code)
				assert.NotEmpty(t, res.Header().Get("Retry-After"))
				assert.Equal(t, "jwk-remote-failed-to-load", res.Header().Get("X-Clerk-Auth-Reason"))

				m.heal()
				elapse(5 * time.Second)
				assert.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
				assert.NotContains(t, a.log.String(), "do-not-print-me")
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
				key := signingKeys()[0]
				m := inMemory(t, newInstance(key))
				token := key.token(time.Hour)
				signedIn := get("/", "Cookie", "__client_uat=1; __session="+token)
				expired := get("/", "Cookie", "__client_uat=1; __session="+key.token(-time.Hour))
				before := m.newApp(t)
				v := before.visitor()
				v.as(signedIn)
				v.report(t)
				require.Len(t, v.own, 1, "the server knows of the sign-in")

				outage(m)
				a := m.newApp(t)
				v.app = a.app
				events := &eventLog{}
				a.kit.OnAuthChange(events.record)
				down := time.Now()
				for _, cookies := range []*http.Request{signedIn, expired} {
					v.as(cookies)
					for _, header := range [][]string{document, htmx, api} {
						res := v.do(get("/whoami", header...))
						assert.Equal(t, http.StatusOK, res.Code)
						assert.Contains(t, res.Body.String(), `"UserID":""`)
						assert.Equal(t, "signed-out", res.Header().Get("X-Clerk-Auth-Status"))
						assertKeysUnavailable(t, res.Header())
						for _, target := range []string{"/protected", "/clerk/fragments/account"} {
							res := v.do(get(target, header...))
							assert.Equal(t, http.StatusServiceUnavailable, res.Code)
							assert.NotEmpty(t, res.Header().Get("Retry-After"))
							assert.NotContains(t, res.Body.String(), "your account")
							assertKeysUnavailable(t, res.Header())
						}
					}
					res := v.do(request(http.MethodPost, "/clerk/session"))
					assert.Equal(t, http.StatusServiceUnavailable, res.Code)
					assertKeysUnavailable(t, res.Header())
				}
				res := a.serve(bearerOf("/protected", token))
				assert.Equal(t, http.StatusServiceUnavailable, res.Code)
				assertKeysUnavailable(t, res.Header())
				assert.LessOrEqual(t, time.Since(down), 5*time.Second, "waited for once")
				assert.Equal(t, 1, a.count(clerkhtmx.MetricKeysFailed))

				m.heal()
				elapse(5 * time.Second)
				v.as(signedIn)
				res = v.do(get("/whoami", document...))
				assert.Contains(t, res.Body.String(), userID)
				assert.Empty(t, events.types(), "nobody has signed in or out")
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
		m := inMemory(t, newInstance(signingKeys()[0]))
		outages()["status 500"](m)
		a := m.newApp(t)
		for range 100 {
			a.serve(bearerOf("/whoami", bogusToken()))
		}
		assert.Equal(t, 1, a.warnings())
	})
}
