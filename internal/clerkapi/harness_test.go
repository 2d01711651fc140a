package clerkapi_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// answer is Clerk's to one request. Status 0 is none that ever comes.
type answer struct {
	status int
	body   string
}

func refusal(status int) answer {
	return answer{status, `{"errors":[{"code":"refused","message":"no such thing"}],"clerk_trace_id":"trace_1"}`}
}

// server is the Backend API, reached without a network, so that time can stand still.
// A request that says "good" is answered as it likes to be.
type server struct {
	mu       sync.Mutex
	bad      answer        // to all others
	latency  time.Duration // of good answers
	revoked  bool          // nothing is good any more
	calls    []string      // method, path, query and body
	inFlight int
	most     int // that were in flight
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	call := r.Method + " " + r.URL.RequestURI() + " " + string(body)
	given, latency := s.begin(call)
	defer s.end()
	if given.status == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	select {
	case <-time.After(latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: given.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(given.body)), Request: r}, nil
}

func (s *server) begin(call string) (answer, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	if strings.Contains(call, "good") && !s.revoked {
		return answer{http.StatusOK, good(call)}, s.latency
	}
	return s.bad, 0
}

func (s *server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
}

func good(call string) string {
	switch {
	case strings.Contains(call, "/handshake_payload"):
		return `{"directives":["__session=x; Path=/"]}`
	case strings.Contains(call, "/refresh"):
		return `{"object":"cookies","cookies":["__session=x; Path=/"]}`
	default:
		return `{"id":"id_1","subject":"user_1","scopes":["a"],"claims":{"tier":"gold"}}`
	}
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

// answerBad changes the answer to what is not good.
func (s *server) answerBad(a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad = a
}

func (s *server) revokeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = true
}

// defaultLimit is the kit's.
func defaultLimit() clerkapi.Limit { return clerkapi.Limit{PerSecond: 10, InFlight: 16} }

const burst, inFlight = 20, 16

func newAPI(t testing.TB, transport http.RoundTripper, change ...func(*clerkapi.Config)) *clerkapi.API {
	t.Helper()
	cfg := clerkapi.Config{
		URL: "https://api.clerk.test", SecretKey: "sk_test_do-not-print-me",
		HTTPClient: clerkapi.NewHTTPClient(&http.Client{Transport: transport}),
		Limit:      defaultLimit(), Logger: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&cfg)
	}
	api, err := clerkapi.New(cfg)
	require.NoError(t, err)
	return api
}

func logTo(log *bytes.Buffer) func(*clerkapi.Config) {
	return func(cfg *clerkapi.Config) { cfg.Logger = slog.New(slog.NewTextHandler(log, nil)) }
}

// question asks the API about a credential of some kind.
type question func(ctx context.Context, api *clerkapi.API, credential string) error

// kinds are all that strangers can make up.
func kinds() map[string]question {
	machine := func(t authn.TokenType) question {
		return func(ctx context.Context, api *clerkapi.API, credential string) error {
			_, err := api.VerifyMachineToken(ctx, t, credential)
			return err
		}
	}
	return map[string]question{
		"nonce": func(ctx context.Context, api *clerkapi.API, credential string) error {
			_, err := api.HandshakePayload(ctx, credential)
			return err
		},
		"refresh token": func(ctx context.Context, api *clerkapi.API, credential string) error {
			_, err := api.Refresh(ctx, refreshOf("sess_1", credential))
			return err
		},
		"API key":     machine(authn.APIKey),
		"M2M token":   machine(authn.M2MToken),
		"OAuth token": machine(authn.OAuthToken),
	}
}

// refreshOf is a refresh for a session whose token is not verified.
func refreshOf(sessionID, refreshToken string) authn.RefreshRequest {
	return authn.RefreshRequest{SessionID: sessionID, Format: "cookie", ExpiredToken: "expired", RefreshToken: refreshToken}
}

// elapse lets time pass in a synctest bubble, where that takes none.
func elapse(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the bubble moves by it
}

// many are n credentials, each another.
func many(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint(prefix, i)
	}
	return list
}

// atOnce runs f for each, all at the same time.
func atOnce(credentials []string, f func(string)) {
	var running sync.WaitGroup
	for _, credential := range credentials {
		running.Go(func() { f(credential) })
	}
	running.Wait()
}
