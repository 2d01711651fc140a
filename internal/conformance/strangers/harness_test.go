package strangers_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// besieged is an application that strangers send made-up credentials to, and the
// Backend API that it asks, without a network between them, so that time can stand
// still.
type besieged struct {
	*harness.App
	fake    *fakeclerk.Clerk
	madeUp  madeUpAnswer
	expired string // a genuine session token that has run out
	suffix  string // of cookies

	mu       sync.Mutex
	asked    int // about what is made up
	inFlight int
	most     int
}

// madeUp marks a credential that strangers made up.
const madeUp = "made-up"

// madeUpAnswer is how Clerk answers about a credential that is made up: as it does, if
// next is called, or with an error when ctx is done.
type madeUpAnswer func(r *http.Request, next func() *http.Response) (*http.Response, error)

// clerkLatency is how long Clerk takes for an answer.
const clerkLatency = 20 * time.Millisecond

func madeUpAnswers() map[string]madeUpAnswer {
	return map[string]madeUpAnswer{
		"Clerk refuses": func(_ *http.Request, next func() *http.Response) (*http.Response, error) { return next(), nil },
		"Clerk answers 400": func(_ *http.Request, next func() *http.Response) (*http.Response, error) {
			res := next()
			res.StatusCode = http.StatusBadRequest
			return res, nil
		},
		"Clerk hangs": func(r *http.Request, _ func() *http.Response) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
	}
}

func newFakeClerk(t *testing.T) *fakeclerk.Clerk {
	t.Helper()
	fake, err := fakeclerk.New(fakeclerk.Config{TokenTTL: 24 * time.Hour})
	require.NoError(t, err)
	return fake
}

func besiege(t *testing.T, fake *fakeclerk.Clerk, answer madeUpAnswer, change ...func(*clerkhtmx.Config)) *besieged {
	t.Helper()
	jwtKey, err := fake.JWTKey()
	require.NoError(t, err)
	b := &besieged{fake: fake, madeUp: answer}
	cfg := clerkhtmx.Config{
		PublishableKey: fake.PublishableKey(), SecretKey: fake.SecretKey(), JWTKey: jwtKey, APIURL: "https://clerk.test/api",
		HTTPClient: &http.Client{Transport: b}, Logger: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	e := echo.New()
	e.Use(kit.Middleware())
	e.GET("/whoami", func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) })
	for path, requirement := range map[string]clerkhtmx.Requirement{
		"/key": clerkhtmx.APIKey(), "/m2m": clerkhtmx.M2MToken(), "/oauth": clerkhtmx.OAuthToken(), "/people": clerkhtmx.SignedIn(),
	} {
		e.GET(path, func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, kit.Protect(requirement))
	}
	b.App = &harness.App{Echo: e, Kit: kit}

	session := b.signIn(t)
	b.expired, err = fake.MintToken(fakeclerk.TokenParams{
		SessionID: session, Origin: harness.Origin, IssuedAt: time.Now().Add(-time.Hour), ExpiresAt: time.Now().Add(-time.Minute),
	})
	require.NoError(t, err)
	key, err := authn.ParsePublishableKey(fake.PublishableKey())
	require.NoError(t, err)
	b.suffix = "_" + key.CookieSuffix()
	return b
}

// RoundTrip is the Backend API.
func (b *besieged) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	next := func() *http.Response {
		harness.Elapse(clerkLatency)
		sent := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.RequestURI(), strings.NewReader(string(body)))
		sent.Header, sent.RemoteAddr = r.Header.Clone(), "127.0.0.1:1"
		answered := httptest.NewRecorder()
		b.fake.ServeHTTP(answered, sent)
		return answered.Result()
	}
	if !strings.Contains(r.URL.RawQuery+string(body), madeUp) {
		return next(), nil
	}
	b.begin()
	defer b.end()
	return b.madeUp(r, next)
}

func (b *besieged) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	b.inFlight++
	b.most = max(b.most, b.inFlight)
}

func (b *besieged) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
}

// signIn starts a session of a new user.
func (b *besieged) signIn(t *testing.T) (sessionID string) {
	t.Helper()
	user, err := b.fake.CreateUser(fakeclerk.User{Username: strings.ToLower(rand.Text())})
	require.NoError(t, err)
	session, err := b.fake.SignIn(fakeclerk.SignInParams{UserID: user.ID})
	require.NoError(t, err)
	return session.ID
}

// navigation is a browser's request for a page.
func navigation(target string, header ...string) *http.Request {
	return harness.Get(target, append(header, "Sec-Fetch-Dest", "document")...)
}

// person is a request of somebody who is signed in.
func (b *besieged) person(t *testing.T) *http.Request {
	t.Helper()
	cookies, err := b.fake.Cookies(b.signIn(t), harness.Origin)
	require.NoError(t, err)
	r := navigation("/people")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	return r
}

// key is a request with a good API key, which Clerk does not know of yet.
func (b *besieged) key(t *testing.T) *http.Request {
	t.Helper()
	key, err := b.fake.CreateAPIKey(fakeclerk.MachineToken{Subject: "user_1"})
	require.NoError(t, err)
	return harness.Get("/key", harness.Bearer(key.Token)...)
}
