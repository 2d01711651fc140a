package clerkhtmx_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// signingKey is one of an instance's keys.
type signingKey struct {
	kid     string
	private *rsa.PrivateKey
}

// signingKeys are the keys of the tests. Making them takes a while.
var signingKeys = sync.OnceValue(func() []signingKey {
	keys := make([]signingKey, 4)
	for n := range keys {
		private, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[n] = signingKey{kid: fmt.Sprint("ins_", n), private: private}
	}
	return keys
})

const issuer, origin, userID, sessionID = "https://clerk.kit.test", "http://example.com", "user_ada", "sess_ada"

// token is a session token of Ada's, unlike any other.
func (k signingKey) token(life time.Duration) string {
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": issuer, "azp": origin, "sub": userID, "sid": sessionID, "sts": "active", "v": 2, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix() - 10, "exp": now.Add(life).Unix(),
	})
	token.Header["kid"] = k.kid
	signed, err := token.SignedString(k.private)
	if err != nil {
		panic(err)
	}
	return signed
}

// bogusToken has the form of a session token, and a kid of its own.
func bogusToken() string {
	encode := base64.RawURLEncoding.EncodeToString
	header := fmt.Sprintf(`{"alg":"RS256","typ":"JWT","kid":"ins_%s"}`, rand.Text())
	return encode([]byte(header)) + "." + encode([]byte(`{"sub":"user_eve"}`)) + "." + encode(make([]byte, 256))
}

// bearerOf is a request that carries the token in its header.
func bearerOf(target, token string) *http.Request {
	return get(target, "Authorization", "Bearer "+token)
}

// instance publishes the keys of a Clerk instance. Other than clerktest's it can have
// several at a time, as while they are rotated, and needs no network, see inMemory.
type instance struct {
	keySet  atomic.Value // []byte
	answer  atomic.Value // http.HandlerFunc
	fetches atomic.Int64
}

// newInstance makes an instance that publishes the keys.
func newInstance(keys ...signingKey) *instance {
	i := &instance{}
	i.publish(keys...)
	i.answerWith(i.serveKeys)
	return i
}

// publish replaces the key set.
func (i *instance) publish(keys ...signingKey) {
	encode := base64.RawURLEncoding.EncodeToString
	set := map[string][]map[string]string{"keys": {}}
	for _, k := range keys {
		set["keys"] = append(set["keys"], map[string]string{
			"kid": k.kid, "kty": "RSA", "alg": "RS256", "use": "sig",
			"n": encode(k.private.N.Bytes()), "e": encode(big.NewInt(int64(k.private.E)).Bytes()),
		})
	}
	body, err := json.Marshal(set)
	if err != nil {
		panic(err)
	}
	i.keySet.Store(body)
}

// answerWith says what becomes of fetches from now on.
func (i *instance) answerWith(answer http.HandlerFunc) { i.answer.Store(answer) }

func (i *instance) serveKeys(w http.ResponseWriter, _ *http.Request) {
	w.Write(i.keySet.Load().([]byte))
}

func (i *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.fetches.Add(1)
	i.answer.Load().(http.HandlerFunc)(w, r)
}

// keysApp is an application whose Kit gets its keys over HTTP.
type keysApp struct {
	*app
	counts *tally
	log    *bytes.Buffer // of warnings and what is worse; read it when nobody writes
}

// newKeysApp has a public page /whoami, /protected, which answers 204, and the fragment "account".
func newKeysApp(t *testing.T, apiURL string, client *http.Client, change ...func(*clerkhtmx.Config)) *keysApp {
	t.Helper()
	a := &keysApp{counts: &tally{counts: map[string]int{}}, log: &bytes.Buffer{}}
	cfg := clerkhtmx.Config{
		PublishableKey:    livePublishableKey,
		SecretKey:         "sk_live_do-not-print-me",
		AuthorizedParties: []string{origin},
		PublicURL:         origin,
		APIURL:            apiURL,
		HTTPClient:        client,
		SignInURL:         "/sign-in",
		Logger:            slog.New(slog.NewTextHandler(a.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Metrics:           a.counts,
	}
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	kit.Fragment("account", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()}, Content: text("your account")})
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/whoami", func(c echo.Context) error { return c.JSON(http.StatusOK, clerkhtmx.From(c)) })
	e.GET("/protected", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, kit.Protect())
	a.app = &app{Echo: e, kit: kit}
	return a
}

// count is how often a metric was counted.
func (a *keysApp) count(metric clerkhtmx.Metric) int {
	a.counts.mu.Lock()
	defer a.counts.mu.Unlock()
	return a.counts.counts[string(metric)+" "]
}
