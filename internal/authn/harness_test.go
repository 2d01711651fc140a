package authn_test

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
	"github.com/clerk-htmx/kit/internal/site"
	"github.com/clerk-htmx/kit/internal/testutil/signing"
)

const (
	liveHost  = "clerk.example.com"
	testHost  = "foo-bar-13.clerk.accounts.dev"
	publicURL = "https://example.com/page"
)

// publishableKey makes the key of an instance: prefix is "pk_live_" or "pk_test_".
func publishableKey(tb testing.TB, prefix, host string) authn.PublishableKey {
	tb.Helper()
	key, err := authn.ParsePublishableKey(prefix + base64.StdEncoding.EncodeToString([]byte(host+"$")))
	require.NoError(tb, err)
	return key
}

func liveKey(tb testing.TB) authn.PublishableKey {
	tb.Helper()
	return publishableKey(tb, "pk_live_", liveHost)
}

func testKey(tb testing.TB) authn.PublishableKey {
	tb.Helper()
	return publishableKey(tb, "pk_test_", testHost)
}

var (
	instanceKey = signing.InstanceKey
	foreignKey  = signing.ForeignKey
)

// keySet is a KeySource of keys by kid.
type keySet map[string]*rsa.PublicKey

func (s keySet) Key(_ context.Context, kid string) (*rsa.PublicKey, error) {
	if key := s[kid]; key != nil {
		return key, nil
	}
	return nil, sessiontoken.ErrKeyNotFound
}

// brokenKeys is a KeySource that cannot say.
type brokenKeys struct{ err error }

func (s brokenKeys) Key(context.Context, string) (*rsa.PublicKey, error) { return nil, s.err }

const kid = "ins_1"

func instanceKeys() keySet { return keySet{kid: &instanceKey().PublicKey} }

// now is when the tests take place.
var now = time.Unix(1_700_000_000, 0)

func clock() time.Time { return now }

// sessionClaims are those of a good session token of the live instance, with
// changes; nil removes a claim.
func sessionClaims(changes map[string]any) jwt.MapClaims {
	return signing.Changed(map[string]any{
		"iss": "https://" + liveHost,
		"sub": "user_1",
		"sid": "sess_1",
		"azp": "https://example.com",
		"iat": now.Unix() - 10,
		"nbf": now.Unix() - 20,
		"exp": now.Unix() + 50,
	}, changes)
}

// sign makes a token whose kid is that of the instance.
func sign(tb testing.TB, key *rsa.PrivateKey, header map[string]any, claims jwt.Claims) string {
	tb.Helper()
	return signWith(tb, jwt.SigningMethodRS256, key, header, claims)
}

func signWith(tb testing.TB, method jwt.SigningMethod, key *rsa.PrivateKey, header map[string]any, claims jwt.Claims) string {
	tb.Helper()
	return signing.Sign(tb, method, key, kid, header, claims)
}

// session signs a session token of the live instance with changed claims.
func session(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	return sign(tb, instanceKey(), nil, sessionClaims(changes))
}

// signText signs a header and a payload that no library would write.
func signText(tb testing.TB, header, payload string) string {
	tb.Helper()
	return signing.SignText(tb, instanceKey(), header, payload)
}

// authenticator makes one for the live instance, which knows the instance's key.
func authenticator(tb testing.TB, change func(*authn.Config)) *authn.Authenticator {
	tb.Helper()
	return authenticatorWith(tb, instanceKeys(), nil, change)
}

func authenticatorWith(tb testing.TB, keys sessiontoken.KeySource, backend authn.Backend, change func(*authn.Config)) *authn.Authenticator {
	tb.Helper()
	cfg := authn.Config{PublishableKey: liveKey(tb)}
	if change != nil {
		change(&cfg)
	}
	a, err := authn.New(cfg, keys, backend, clock)
	require.NoError(tb, err)
	return a
}

// development changes the configuration to the development instance.
func development(tb testing.TB) func(*authn.Config) {
	tb.Helper()
	return func(cfg *authn.Config) { cfg.PublishableKey = testKey(tb) }
}

// document is a GET of a page by a browser.
func document(tb testing.TB, cookies ...string) authn.Request {
	tb.Helper()
	return at(tb, publicURL, cookies...)
}

func at(tb testing.TB, rawURL string, cookies ...string) authn.Request {
	tb.Helper()
	u, err := url.Parse(rawURL)
	require.NoError(tb, err)
	return authn.Request{
		Method:       http.MethodGet,
		Site:         func() site.Site { return site.Site{Scheme: u.Scheme, Host: u.Host} },
		URL:          u,
		Cookie:       strings.Join(cookies, "; "),
		SecFetchDest: "document",
		Header:       http.Header{"Accept": {"text/html,application/xhtml+xml"}},
	}
}

// setFetch changes what the browser says of the request's destination.
func setFetch(r *authn.Request, dest, accept string) {
	r.SecFetchDest = dest
	r.Header.Set("Accept", accept)
}

// bearer is an API call with a token.
func bearer(tb testing.TB, token string) authn.Request {
	tb.Helper()
	req := at(tb, publicURL)
	setFetch(&req, "empty", "*/*")
	req.Authorization = "Bearer " + token
	return req
}

func authenticate(tb testing.TB, a *authn.Authenticator, req authn.Request) authn.State {
	tb.Helper()
	state, err := a.Authenticate(context.Background(), req)
	require.NoError(tb, err)
	return state
}

// backend is the Backend API.
type backend struct {
	handshakePayload func(nonce string) ([]string, error)
	refresh          func(authn.RefreshRequest) ([]string, error)
}

func (b backend) HandshakePayload(_ context.Context, nonce string) ([]string, error) {
	return b.handshakePayload(nonce)
}

func (b backend) Refresh(_ context.Context, params authn.RefreshRequest) ([]string, error) {
	return b.refresh(params)
}
