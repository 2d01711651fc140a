package edges_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/static"
)

// clients are the kinds of program that ask, by their headers.
func clients() map[string][]string {
	return map[string][]string{
		"a document":             {"Sec-Fetch-Dest", "document"},
		"an htmx request":        {"HX-Request", "true", "HX-Current-URL", "http://example.com/page?tab=2"},
		"a boosted link":         {"HX-Request", "true", "HX-Boosted", "true", "HX-Current-URL", "http://example.com/page"},
		"htmx's history":         {"HX-Request", "true", "HX-History-Restore-Request", "true"},
		"an API client":          {"Accept", "application/json"},
		"a page of another site": {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
	}
}

// visitors are those who ask: each adds its credentials to a request.
func (s *site) visitors() map[string]func(*http.Request) *http.Request {
	acme := s.clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	s.clerk.AddMember(acme, s.ada, "org:admin")
	session := s.clerk.StartSession(clerktest.SessionParams{UserID: s.ada.ID})
	token := s.clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	key := s.clerk.CreateAPIKey(clerktest.MachineToken{Subject: s.ada.ID, Scopes: []string{"invoices:read"}})
	withHeader := func(name, value string) func(*http.Request) *http.Request {
		return func(r *http.Request) *http.Request {
			r.Header.Add(name, value)
			return r
		}
	}
	signedIn, admin := s.clerk.SignedIn(request(http.MethodGet, "/"), s.ada), s.clerk.SignedInTo(request(http.MethodGet, "/"), s.ada, acme)
	return map[string]func(*http.Request) *http.Request{
		"signed out":      func(r *http.Request) *http.Request { return r },
		"signed in":       withHeader("Cookie", signedIn.Header.Get("Cookie")),
		"an admin":        withHeader("Cookie", admin.Header.Get("Cookie")),
		"stale":           withHeader("Cookie", "__client_uat=1700000000"),
		"a bearer":        withHeader("Authorization", "Bearer "+token),
		"garbage":         withHeader("Authorization", "Bearer garbage"),
		"an API key":      withHeader("Authorization", "Bearer "+key.Token),
		"no good API key": withHeader("Authorization", "Bearer ak_none"),
	}
}

// ownErrors are the statuses that an application answers itself: the kit returns an error to Echo,
// and writes plain text at the edge of net/http.
func isOwnError(client string, status int) bool {
	return status == http.StatusNotFound || status == http.StatusBadRequest || status == http.StatusForbidden && client != "an API client" && client != "an htmx request"
}

func TestEveryEdgeAnswersTheSame(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	targets := []struct{ method, path string }{
		{http.MethodGet, "/dashboard?a=b"}, {http.MethodPost, "/dashboard"}, {http.MethodHead, "/dashboard"}, {http.MethodGet, "/admin"},
		{http.MethodGet, "/vault"}, {http.MethodGet, "/api"}, {http.MethodGet, "/guests"}, {http.MethodGet, "/page"}, {http.MethodGet, "/__clerk/v1/client"},
		{http.MethodGet, "/sign-in"}, {http.MethodGet, "/sign-in/factor-one"}, {http.MethodGet, "/sign-up"},
		{http.MethodPost, "/clerk/session"}, {http.MethodGet, "/clerk/debug"}, {http.MethodGet, "/clerk/static/" + static.Script().Name},
		{http.MethodGet, "/clerk/fragments/account"}, {http.MethodGet, "/clerk/fragments/none"}, {http.MethodGet, "/clerk/fragments/a%2Fb"},
		{http.MethodGet, "/clerk/partials/user-button?showName=true"}, {http.MethodGet, "/clerk/partials/user-button?nope=1"},
		{http.MethodGet, "/clerk/partials/none"}, {http.MethodGet, "/clerk/none"},
	}
	answered := map[int]int{}
	for visitor, authenticate := range s.visitors() {
		for client, header := range clients() {
			for _, target := range targets {
				name := visitor + ", " + client + ", " + target.method + " " + target.path
				ask := func(edge string) answer {
					return answerOf(serve(s.edges[edge], authenticate(request(target.method, target.path, header...))))
				}
				want := ask("Echo")
				answered[want.status]++
				for _, edge := range []string{"http.ServeMux", "chi"} {
					got := ask(edge)
					if isOwnError(client, want.status) {
						got.header, got.body = want.header, want.body
					}
					assert.Equal(t, want, got, "%s: %s", edge, name)
				}
			}
		}
	}
	for _, status := range []int{200, 204, 303, 307, 400, 401, 403, 404} {
		assert.NotZero(t, answered[status], "no request is answered with %d", status)
	}
}

func TestEveryEdgeIsUnavailableWithoutKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.clerk.SignedIn(request(http.MethodGet, "/dashboard"), s.ada)
	s.clerk.Fail("/api/v1/jwks", http.StatusInternalServerError)
	for edge, application := range s.edges {
		for client, header := range clients() {
			asked := request(http.MethodGet, "/dashboard", append(header, "Cookie", r.Header.Get("Cookie"))...)
			res := serve(application, asked)
			assert.Equal(t, http.StatusServiceUnavailable, res.Code, "%s: %s", edge, client)
			assert.NotEmpty(t, res.Header().Get("Retry-After"), "%s: %s", edge, client)
			assert.Contains(t, res.Header().Get("Cache-Control"), "no-store", "%s: %s", edge, client)
			assert.NotContains(t, res.Body.String(), "secret", "%s: %s", edge, client)
		}
	}
}

func TestHooksRunOnceAtEveryEdge(t *testing.T) {
	t.Parallel()
	for edge := range newSite(t).edges {
		s := newSite(t)
		var log harness.EventLog
		s.kit.OnAuthChange(log.Record)
		signedIn := s.clerk.SignedIn(request(http.MethodPost, "/clerk/session"), s.ada)
		for range 2 {
			assert.Equal(t, http.StatusNoContent, serve(s.edges[edge], signedIn).Code)
		}
		assert.Equal(t, []clerkhtmx.EventType{clerkhtmx.EventSignIn}, log.Types(), edge)
		assert.Equal(t, clerkhtmx.SourceBrowser, log.Events[0].Source, edge)
	}
}
