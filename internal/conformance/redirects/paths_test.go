package redirects_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/internal/testutil/whatwg"
)

// newWalledApp guards every path, those that no route is for too.
func newWalledApp(t *testing.T, change ...func(*clerkhtmx.Config)) *harness.App {
	t.Helper()
	a := harness.NewApp(t, change...)
	a.Use(a.Kit.Protect())
	return a
}

// staleCookies make a document go through the handshake.
var staleCookies = []string{"Cookie", "__client_uat=1700000000"}

// A visitor comes back to the page that the kit sent away from, so whoever makes up
// its path has a say in where that is.
func TestHostilePathsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t)
	pending := a.Clerk.Cookies(a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, Pending: true}), harness.Origin)
	document := []string{"Sec-Fetch-Dest", "document"}
	htmx := []string{"HX-Request", "true"}
	boosted := []string{"HX-Request", "true", "HX-Boosted", "true"}
	restored := []string{"HX-History-Restore-Request", "true"}
	kinds := []struct {
		name, method string
		header       []string
		cookies      []*http.Cookie
		where        []string
	}{
		{"a document", http.MethodGet, document, nil, []string{"Location", "Location redirect_url"}},
		{"a form post", http.MethodPost, document, nil, []string{"Location", "Location redirect_url"}},
		{"a document of a pending session", http.MethodGet, document, pending, []string{"Location", "Location redirect_url"}},
		{"an htmx request", http.MethodGet, htmx, nil, []string{"Hx-Redirect", "Hx-Redirect redirect_url"}},
		{"a boosted link", http.MethodGet, boosted, nil, []string{"Hx-Redirect", "Hx-Redirect redirect_url"}},
		{"restored history", http.MethodGet, restored, nil, []string{"Hx-Redirect", "Hx-Redirect redirect_url"}},
		{"a stale boosted link", http.MethodGet, append(boosted, staleCookies...), nil, []string{"Hx-Redirect"}},
		{"stale restored history", http.MethodGet, append(restored, staleCookies...), nil, []string{"Hx-Redirect"}},
	}
	values := whatwg.HostileValues(t)
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var found leads
			for _, value := range values {
				r, ok := targetOf(kind.method, value, kind.header...)
				if !ok {
					continue
				}
				for _, cookie := range kind.cookies {
					r.AddCookie(cookie)
				}
				found.add(t, value, a.Serve(r))
			}
			for _, where := range kind.where {
				assert.NotZero(t, found.where()[where], where)
			}
			found.stayOn(t, harness.Origin)
		})
	}
}

// The page in HX-Current-URL is what a plain htmx request comes back to. Referer is
// looked at by authentication alone.
func TestHostileCurrentURLsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t)
	var found leads
	for _, value := range whatwg.HostileValues(t) {
		for _, header := range [][]string{
			{"HX-Request", "true", "HX-Current-URL", value, "Referer", value, "Origin", value},
			{"HX-Request", "true", "HX-Current-URL", harness.Origin + value},
			append([]string{"HX-Request", "true", "HX-Boosted", "true", "HX-Current-URL", value, "Referer", value}, staleCookies...),
			{"Sec-Fetch-Dest", "document", "Referer", value, "Origin", value},
		} {
			found.add(t, value, a.Serve(harness.Get("/dashboard", header...)))
		}
	}
	for _, where := range []string{"Hx-Redirect", "Hx-Redirect redirect_url", "Location", "Location redirect_url"} {
		assert.NotZero(t, found.where()[where], where)
	}
	assert.Greater(t, found.where()["Hx-Redirect"], 2, "harmless pages are come back to")
	found.stayOn(t, harness.Origin)
}

// Only Clerk comes between a page and itself. The page is named in full then, so that
// "//evil.example" stays a path.
func TestHandshakesOfHostilePathsLeadToClerkAndBack(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	var found leads
	for _, value := range whatwg.HostileValues(t) {
		if r, ok := targetOf(http.MethodGet, value, append(staleCookies, "Sec-Fetch-Dest", "document", "Referer", value)...); ok && len(value) < 4<<10 {
			res := a.Serve(r)
			require.Equal(t, http.StatusTemporaryRedirect, res.Code)
			found.add(t, value, res)
		}
	}
	require.NotZero(t, found.where()["Location redirect_url"])
	for _, lead := range found.resolved(t) {
		want := map[string]string{"Location": a.Clerk.URL, "Location redirect_url": harness.Origin}[lead.where]
		assert.Equal(t, []string{"http:", want}, []string{lead.Protocol, lead.Origin}, "%s: %q after %q", lead.where, lead.Value, lead.cause)
	}
}
