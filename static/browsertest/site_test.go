package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
	"github.com/clerk-htmx/kit/static"
)

// htmxVersions are the folders below .browser of the versions that must work alike.
var htmxVersions = []string{"htmx-2.0.8", "htmx-2", "htmx-4"}

func forEachHTMX(t *testing.T, test func(t *testing.T, htmx string)) {
	t.Helper()
	for _, version := range htmxVersions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			test(t, version)
		})
	}
}

// A site is the server half of the contract in as few lines as will do, so that these tests fail for the script's
// faults only: it believes every token that has not expired.
type site struct {
	*httptest.Server
	t    *testing.T
	fake *fakeclerk.Clerk
	user fakeclerk.User
	// What the script's tag says, besides the state.
	attributes map[string]string
	// cacheControl is that of pages.
	cacheControl string

	// offset is how far the server's clock is ahead of the machine's, in nanoseconds.
	offset atomic.Int64

	mu       sync.Mutex
	bodies   map[string]string // path → body of the page
	log      []visit
	respond  map[string]http.HandlerFunc
	headHTML string
}

// A visit is a request for the server, by whoever its cookie says.
type visit struct {
	Method, Path, Session, Org string
}

const (
	userEmail    = "ada@example.com"
	userPassword = "correct-horse-1843"
)

func newSite(t *testing.T, htmx string) *site {
	t.Helper()
	return newSiteWith(t, htmx, fakeclerk.Config{Mode: fakeclerk.DevelopmentCustomHostMode})
}

func newSiteWith(t *testing.T, htmx string, cfg fakeclerk.Config) *site {
	t.Helper()
	s := &site{t: t, cacheControl: "private, no-store", bodies: map[string]string{}, respond: map[string]http.HandlerFunc{}}
	cfg.Prefix, cfg.Browser, cfg.Now = "/__clerk", os.DirFS(packages.Require(t)), s.now
	fake, err := fakeclerk.New(cfg)
	require.NoError(t, err)
	user, err := fake.CreateUser(fakeclerk.User{Email: userEmail, Password: userPassword, FirstName: "Ada", LastName: "L"})
	require.NoError(t, err)
	s.fake, s.user = fake, user
	s.attributes = map[string]string{
		"data-clerk-publishable-key": fake.PublishableKey(),
		"data-clerk-proxy-url":       "/__clerk",
		"data-clerk-js-url":          "/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
		"data-clerk-ui-url":          "/__clerk/npm/@clerk/ui@1/dist/ui.browser.js",
		"data-clerk-base-path":       "/clerk",
		"data-clerk-options":         `{"signInUrl":"/sign-in","signUpUrl":"/sign-up","telemetry":false}`,
		// On a loaded machine clerk-js may take longer than the default to load, and until then its methods do nothing.
		"data-clerk-ready-timeout": "60000",
	}
	if htmx != "" {
		s.headHTML = `<script defer src="/packages/` + htmx + `/dist/htmx.js" nonce="` + nonce + `"></script>`
	}
	mux := http.NewServeMux()
	mux.Handle("/__clerk/", http.StripPrefix("/__clerk", fake))
	mux.Handle("/clerk/static/", http.StripPrefix("/clerk/static/", static.Handler()))
	mux.Handle("/packages/", http.StripPrefix("/packages/", http.FileServer(http.Dir(packages.Require(t)))))
	mux.Handle("/testdata/", http.StripPrefix("/testdata/", http.FileServer(http.Dir("testdata"))))
	mux.HandleFunc("/", s.serve)
	s.Server = httptest.NewServer(mux)
	s.URL = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	t.Cleanup(s.Close)
	return s
}

func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.offset.Load())) }

// page makes body the content of the page at path.
func (s *site) page(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies[path] = body
}

// handle answers path, and is logged like everything else.
func (s *site) handle(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.respond[path] = h
}

func (s *site) serve(w http.ResponseWriter, r *http.Request) {
	token := s.readToken(r)
	s.mu.Lock()
	s.log = append(s.log, visit{Method: r.Method, Path: r.URL.Path, Session: token.SessionID, Org: token.Org.ID})
	body, isPage := s.bodies[r.URL.Path]
	respond := s.respond[r.URL.Path]
	s.mu.Unlock()
	w.Header().Set("Cache-Control", "private, no-store")
	switch {
	case respond != nil:
		respond(w, r)
	case isPage:
		s.servePage(w, r, body)
	case r.URL.Path == "/clerk/session":
		if token.stale {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	case strings.HasPrefix(r.URL.Path, "/clerk/fragments/"):
		if token.stale {
			refuseStale(w)
			return
		}
		_, _ = fmt.Fprint(w, fragment(token))
	default:
		http.NotFound(w, r)
	}
}

func refuseStale(w http.ResponseWriter) {
	w.Header().Set("Clerk-Session", "stale")
	w.Header().Set("HX-Reswap", "none")
	w.WriteHeader(http.StatusUnauthorized)
}

// visits returns the requests so far for path, the oldest first.
func (s *site) visits(method, path string) []visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := []visit{}
	for _, v := range s.log {
		if v.Method == method && v.Path == path {
			found = append(found, v)
		}
	}
	return found
}

func (s *site) reports() []visit { return s.visits(http.MethodPost, "/clerk/session") }

func (s *site) forgetVisits() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// signIn puts a session of the site's user into b, without the browser's doing.
func (s *site) signIn(b *browser.Browser) fakeclerk.Session {
	s.t.Helper()
	return s.signInTo(b, "")
}

func (s *site) signInTo(b *browser.Browser, orgID string) fakeclerk.Session {
	s.t.Helper()
	session, err := s.fake.SignIn(fakeclerk.SignInParams{UserID: s.user.ID, OrganizationID: orgID})
	require.NoError(s.t, err)
	s.setCookies(b, session)
	return session
}

// setCookies makes b what session's browser looks like to the application.
func (s *site) setCookies(b *browser.Browser, session fakeclerk.Session) {
	s.t.Helper()
	cookies, err := s.fake.Cookies(session.ID, s.URL)
	require.NoError(s.t, err)
	for _, c := range cookies {
		b.SetCookie(s.URL, c)
	}
}

// organization adds an organization with the site's user in it.
func (s *site) organization(name, role string) fakeclerk.Organization {
	s.t.Helper()
	organization, err := s.fake.CreateOrganization(fakeclerk.Organization{Name: name})
	require.NoError(s.t, err)
	require.NoError(s.t, s.fake.AddMember(organization.ID, s.user.ID, role))
	return organization
}
