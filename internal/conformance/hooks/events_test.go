package hooks_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

type eventTypes = []clerkhtmx.EventType

func TestHooksRunOnceForEachTransition(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	log := &harness.EventLog{}
	a.Kit.OnAuthChange(log.Record)
	bob := a.Clerk.CreateUser(clerktest.User{Email: "bob@example.com"})
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:member")

	v := a.Visitor()
	v.Do(harness.Get("/whoami"))
	v.Report(t)
	assert.Empty(t, log.Types(), "nobody, and still nobody")

	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	v.Report(t)
	v.Do(harness.Get("/whoami"))
	v.Report(t)
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.Types())

	v.As(a.Clerk.SignedInTo(harness.Get("/"), a.Ada, acme))
	v.Do(harness.Get("/whoami"))
	v.Do(harness.Get("/whoami"))
	assert.Equal(t, clerkhtmx.EventSessionChange, log.Types()[1], "another session of the same user")

	v.As(a.Clerk.SignedIn(harness.Get("/"), bob))
	v.Report(t)
	v.SignOut()
	v.Do(harness.Get("/whoami"))
	v.Report(t)
	assert.Equal(t, eventTypes{
		clerkhtmx.EventSignIn, clerkhtmx.EventSessionChange, clerkhtmx.EventSessionChange, clerkhtmx.EventSignOut,
	}, log.Types())

	first, last := log.Events[0], log.Events[3]
	assert.Equal(t, a.Ada.ID, first.UserID)
	assert.Equal(t, clerkhtmx.SourceBrowser, first.Source)
	assert.Zero(t, first.Previous)
	assert.Equal(t, bob.ID, last.UserID, "a sign-out tells who signed out")
	assert.Equal(t, clerkhtmx.SourceRequest, last.Source)
}

func TestWhoNoticedATransition(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		method, path string
		want         clerkhtmx.EventSource
	}{
		{http.MethodPost, "/clerk/session", clerkhtmx.SourceBrowser},
		{http.MethodGet, "/clerk/session", clerkhtmx.SourceRequest},
		{http.MethodPost, "/clerk/session/x", clerkhtmx.SourceRequest},
		{http.MethodPost, "/session", clerkhtmx.SourceRequest},
		{http.MethodGet, "/whoami", clerkhtmx.SourceRequest},
	} {
		a := harness.NewApp(t)
		log := &harness.EventLog{}
		a.Kit.OnAuthChange(log.Record)
		a.Serve(a.Clerk.SignedIn(harness.Request(tt.method, tt.path), a.Ada))
		require.Len(t, log.Events, 1, tt.path)
		assert.Equal(t, tt.want, log.Events[0].Source, tt.method+" "+tt.path)
	}
}

func TestHooksRunOnceForRequestsThatRace(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	log := &harness.EventLog{}
	a.Kit.OnSignIn(log.Record)
	cookies := a.Clerk.SignedIn(harness.Get("/"), a.Ada)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v := a.Visitor()
			v.As(cookies)
			v.Do(harness.Get("/whoami"))
		})
	}
	wg.Wait()
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.Types())
}

func TestWhatIsNotATransition(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	log := &harness.EventLog{}
	a.Kit.OnAuthChange(log.Record)
	v := a.Visitor()
	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	v.Report(t)
	require.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.Types())
	signedIn := v.Clerk

	t.Run("a token that ran out", func(t *testing.T) {
		v.Clerk = []*http.Cookie{{Name: "__client_uat", Value: "1700000000"}}
		v.Do(harness.Get("/whoami"))
		rec := v.Do(httptest.NewRequest(http.MethodPost, "/clerk/session", nil))
		assert.Equal(t, http.StatusUnauthorized, rec.Code)
		assert.Equal(t, "stale", rec.Header().Get("Clerk-Session"))
	})
	t.Run("a token that was tampered with", func(t *testing.T) {
		v.Clerk = []*http.Cookie{{Name: "__session", Value: "a.b.c"}, {Name: "__client_uat", Value: "1700000000"}}
		v.Do(harness.Get("/whoami"))
	})
	t.Run("another user's bearer token", func(t *testing.T) {
		v.Clerk = signedIn
		bob := a.Clerk.CreateUser(clerktest.User{Email: "bob@example.com"})
		v.Do(harness.Get("/whoami", "Authorization", "Bearer "+a.Token(bob)))
	})
	t.Run("a prefetch", func(t *testing.T) {
		v.SignOut()
		v.Do(harness.Get("/whoami", "Sec-Purpose", "prefetch"))
	})
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.Types())
}

func TestHooksThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.Store = impatientStore{clerkhtmx.NewMemoryStore()} })
	log := &harness.EventLog{}
	failures := 2
	a.Kit.OnSignIn(log.Record)
	a.Kit.OnSignIn(func(context.Context, clerkhtmx.Event) error {
		failures--
		switch failures {
		case 1:
			return errors.New("mail server is down")
		case 0:
			panic("mail server is on fire")
		}
		return nil
	})
	a.Kit.OnSignIn(log.Record)

	v := a.Visitor()
	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	for range 5 {
		assert.Equal(t, http.StatusOK, v.Do(harness.Get("/whoami")).Code, "a hook never breaks a request")
	}
	assert.Equal(t, -1, failures, "twice failed, once served, then left alone")
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn, clerkhtmx.EventSignIn}, log.Types(), "the others ran once each")
}

// impatientStore lets a failed delivery be tried again at once.
type impatientStore struct{ *clerkhtmx.MemoryStore }

func (s impatientStore) Release(ctx context.Context, key string, _ time.Duration) error {
	return s.MemoryStore.Release(ctx, key, 0)
}

func TestSessionReportIsSameOriginOnly(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	log := &harness.EventLog{}
	a.Kit.OnAuthChange(log.Record)
	tests := []struct {
		name   string
		header []string
		want   int
	}{
		{"our own page", []string{"Sec-Fetch-Site", "same-origin"}, http.StatusNoContent},
		{"not a browser", nil, http.StatusNoContent},
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"a sibling subdomain", []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		{"another origin, told by an old browser", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"a sandboxed frame", []string{"Origin", "null"}, http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := a.Serve(harness.Request(http.MethodPost, "/clerk/session", tt.header...))
			assert.Equal(t, tt.want, res.Code)
		})
	}
	res := a.Serve(a.Clerk.SignedIn(harness.Request(http.MethodPost, "/clerk/session", "Sec-Fetch-Site", "cross-site"), a.Ada))
	assert.Equal(t, http.StatusForbidden, res.Code)
	assert.Empty(t, log.Types())
	assert.Equal(t, http.StatusMethodNotAllowed, a.Serve(harness.Get("/clerk/session")).Code)
}

func TestTheStateCookieIsSecureOnHTTPS(t *testing.T) {
	t.Parallel()
	for publicURL, secure := range map[string]bool{"https://app.example.com": true, "http://app.example.com": false} {
		a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.PublicURL = publicURL })
		cookies := a.Serve(a.Clerk.SignedIn(harness.Get("/whoami"), a.Ada)).Result().Cookies()
		require.Len(t, cookies, 1)
		assert.True(t, strings.HasPrefix(cookies[0].Name, "__clerk_htmx_"))
		assert.Equal(t, secure, cookies[0].Secure, publicURL)
	}
}
