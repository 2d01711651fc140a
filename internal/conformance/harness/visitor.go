package harness

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// Visitor is a browser: it keeps the cookies that the server sets, beside those that clerk-js would have written.
type Visitor struct {
	App   *App
	Clerk []*http.Cookie          // written by clerk-js
	Own   map[string]*http.Cookie // set by the server, by name
}

// Visitor returns a browser without cookies.
func (a *App) Visitor() *Visitor { return &Visitor{App: a, Own: map[string]*http.Cookie{}} }

// As has clerk-js change the session: the cookies of a request that clerktest
// signed in, or none.
func (v *Visitor) As(r *http.Request) { v.Clerk = r.Cookies() }

// SignOut has clerk-js remove its cookies.
func (v *Visitor) SignOut() { v.Clerk = nil }

// Do sends the request with the cookies and keeps those that the response sets.
func (v *Visitor) Do(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range v.Clerk {
		r.AddCookie(c)
	}
	for _, c := range v.Own {
		r.AddCookie(c)
	}
	rec := v.App.Serve(r)
	for _, line := range rec.Header().Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			v.Own[c.Name] = c
		}
	}
	return rec
}

// Report has the browser report its session, as the page's script does when it changes.
func (v *Visitor) Report(t testing.TB) {
	t.Helper()
	rec := v.Do(httptest.NewRequest(http.MethodPost, "/clerk/session", nil))
	require.Equal(t, http.StatusNoContent, rec.Code)
}
