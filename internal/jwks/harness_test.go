package jwks_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/jwks"
)

var (
	keyA = sync.OnceValue(newKey)
	keyB = sync.OnceValue(newKey)
)

func newKey() *rsa.PublicKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return &key.PublicKey
}

type jwk map[string]any

func newJWK(kid string, key *rsa.PublicKey) jwk {
	encode := base64.RawURLEncoding.EncodeToString
	return jwk{
		"kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
		"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
	}
}

func keySet(t testing.TB, keys ...jwk) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"keys": keys})
	require.NoError(t, err)
	return string(body)
}

// api is Clerk's Backend API, reached without a network, so that time can stand
// still. What it answers can change at any time.
type api struct {
	mu      sync.Mutex
	status  int
	body    string
	err     error
	latency time.Duration
	fetches atomic.Int64
}

func (a *api) answer(status int, body string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status, a.body, a.err = status, body, nil
}

func (a *api) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

func (a *api) slow(latency time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.latency = latency
}

func (a *api) RoundTrip(r *http.Request) (*http.Response, error) {
	a.fetches.Add(1)
	a.mu.Lock()
	status, body, err, latency := a.status, a.body, a.err, a.latency
	a.mu.Unlock()
	select {
	case <-time.After(latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// newSource makes an API with one key, "a", and a Source that asks it.
func newSource(t *testing.T) (*jwks.Source, *api, *bytes.Buffer) {
	t.Helper()
	a := &api{latency: 10 * time.Millisecond}
	a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
	var log bytes.Buffer
	return jwks.New(jwks.Config{
		URL:        "https://api.clerk.test/v1/jwks",
		SecretKey:  "sk_test_secret",
		HTTPClient: &http.Client{Transport: a},
		Logger:     slog.New(slog.NewTextHandler(&log, nil)),
	}), a, &log
}

func requireKey(t *testing.T, s *jwks.Source, kid string) *rsa.PublicKey {
	t.Helper()
	key, err := s.Key(t.Context(), kid)
	require.NoError(t, err)
	require.NotNil(t, key)
	return key
}

// elapse lets time pass in a synctest bubble, where that takes none.
func elapse(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the bubble moves by it
}
