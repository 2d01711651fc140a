package clerkhtmx_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// visitor is a browser: it keeps the cookies that the server sets, beside those
// that clerk-js would have written.
type visitor struct {
	app   *app
	clerk []*http.Cookie
	own   map[string]*http.Cookie
}

func (a *app) visitor() *visitor { return &visitor{app: a, own: map[string]*http.Cookie{}} }

// as has clerk-js change the session: the cookies of a request that clerktest
// signed in, or none.
func (v *visitor) as(r *http.Request) { v.clerk = r.Cookies() }

func (v *visitor) signOut() { v.clerk = nil }

func (v *visitor) do(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range v.clerk {
		r.AddCookie(c)
	}
	for _, c := range v.own {
		r.AddCookie(c)
	}
	rec := v.app.serve(r)
	for _, line := range rec.Header().Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			v.own[c.Name] = c
		}
	}
	return rec
}

func (v *visitor) report(t *testing.T) {
	t.Helper()
	rec := v.do(httptest.NewRequest(http.MethodPost, "/clerk/session", nil))
	require.Equal(t, http.StatusNoContent, rec.Code)
}

// eventLog is a hook that remembers.
type eventLog struct {
	mu     sync.Mutex
	events []clerkhtmx.Event
}

func (l *eventLog) record(_ context.Context, e clerkhtmx.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	return nil
}

func (l *eventLog) types() []clerkhtmx.EventType {
	l.mu.Lock()
	defer l.mu.Unlock()
	types := []clerkhtmx.EventType{}
	for _, e := range l.events {
		types = append(types, e.Type)
	}
	return types
}

type eventTypes = []clerkhtmx.EventType

func TestHooksRunOnceForEachTransition(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	log := &eventLog{}
	a.kit.OnAuthChange(log.record)
	bob := a.clerk.CreateUser(clerktest.User{Email: "bob@example.com"})
	acme := a.clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.clerk.AddMember(acme, a.ada, "org:member")

	v := a.visitor()
	v.do(get("/whoami"))
	v.report(t)
	assert.Empty(t, log.types(), "nobody, and still nobody")

	v.as(a.clerk.SignedIn(get("/"), a.ada))
	v.report(t)
	v.do(get("/whoami"))
	v.report(t)
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.types())

	v.as(a.clerk.SignedInTo(get("/"), a.ada, acme))
	v.do(get("/whoami"))
	v.do(get("/whoami"))
	assert.Equal(t, clerkhtmx.EventSessionChange, log.types()[1], "another session of the same user")

	v.as(a.clerk.SignedIn(get("/"), bob))
	v.report(t)
	v.signOut()
	v.do(get("/whoami"))
	v.report(t)
	assert.Equal(t, eventTypes{
		clerkhtmx.EventSignIn, clerkhtmx.EventSessionChange, clerkhtmx.EventSessionChange, clerkhtmx.EventSignOut,
	}, log.types())

	first, last := log.events[0], log.events[3]
	assert.Equal(t, a.ada.ID, first.UserID)
	assert.Equal(t, clerkhtmx.SourceBrowser, first.Source)
	assert.Zero(t, first.Previous)
	assert.Equal(t, bob.ID, last.UserID, "a sign-out tells who signed out")
	assert.Equal(t, clerkhtmx.SourceRequest, last.Source)
}

func TestHooksRunOnceForRequestsThatRace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	log := &eventLog{}
	a.kit.OnSignIn(log.record)
	cookies := a.clerk.SignedIn(get("/"), a.ada)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v := a.visitor()
			v.as(cookies)
			v.do(get("/whoami"))
		})
	}
	wg.Wait()
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.types())
}

func TestWhatIsNotATransition(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	log := &eventLog{}
	a.kit.OnAuthChange(log.record)
	v := a.visitor()
	v.as(a.clerk.SignedIn(get("/"), a.ada))
	v.report(t)
	require.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.types())
	signedIn := v.clerk

	t.Run("a token that ran out", func(t *testing.T) {
		v.clerk = []*http.Cookie{{Name: "__client_uat", Value: "1700000000"}}
		v.do(get("/whoami"))
		rec := v.do(httptest.NewRequest(http.MethodPost, "/clerk/session", nil))
		assert.Equal(t, http.StatusUnauthorized, rec.Code)
		assert.Equal(t, "stale", rec.Header().Get("Clerk-Session"))
	})
	t.Run("a token that was tampered with", func(t *testing.T) {
		v.clerk = []*http.Cookie{{Name: "__session", Value: "a.b.c"}, {Name: "__client_uat", Value: "1700000000"}}
		v.do(get("/whoami"))
	})
	t.Run("another user's bearer token", func(t *testing.T) {
		v.clerk = signedIn
		bob := a.clerk.CreateUser(clerktest.User{Email: "bob@example.com"})
		v.do(get("/whoami", "Authorization", "Bearer "+a.token(bob)))
	})
	t.Run("a prefetch", func(t *testing.T) {
		v.signOut()
		v.do(get("/whoami", "Sec-Purpose", "prefetch"))
	})
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn}, log.types())
}

func TestHooksThatFailAreTriedAgain(t *testing.T) {
	t.Parallel()
	a := newApp(t, func(cfg *clerkhtmx.Config) { cfg.Store = impatientStore{clerkhtmx.NewMemoryStore()} })
	log := &eventLog{}
	failures := 2
	a.kit.OnSignIn(log.record)
	a.kit.OnSignIn(func(context.Context, clerkhtmx.Event) error {
		failures--
		switch failures {
		case 1:
			return errors.New("mail server is down")
		case 0:
			panic("mail server is on fire")
		}
		return nil
	})
	a.kit.OnSignIn(log.record)

	v := a.visitor()
	v.as(a.clerk.SignedIn(get("/"), a.ada))
	for range 5 {
		assert.Equal(t, http.StatusOK, v.do(get("/whoami")).Code, "a hook never breaks a request")
	}
	assert.Equal(t, -1, failures, "twice failed, once served, then left alone")
	assert.Equal(t, eventTypes{clerkhtmx.EventSignIn, clerkhtmx.EventSignIn}, log.types(), "the others ran once each")
}

// impatientStore lets a failed delivery be tried again at once.
type impatientStore struct{ *clerkhtmx.MemoryStore }

func (s impatientStore) Release(ctx context.Context, key string, _ time.Duration) error {
	return s.MemoryStore.Release(ctx, key, 0)
}

func TestSessionReportIsSameOriginOnly(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	log := &eventLog{}
	a.kit.OnAuthChange(log.record)
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
			res := a.serve(request(http.MethodPost, "/clerk/session", tt.header...))
			assert.Equal(t, tt.want, res.Code)
		})
	}
	res := a.serve(a.clerk.SignedIn(request(http.MethodPost, "/clerk/session", "Sec-Fetch-Site", "cross-site"), a.ada))
	assert.Equal(t, http.StatusForbidden, res.Code)
	assert.Empty(t, log.types())
	assert.Equal(t, http.StatusMethodNotAllowed, a.serve(get("/clerk/session")).Code)
}
