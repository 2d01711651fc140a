package fakeclerk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestAnswersThisMachineOnly(t *testing.T) {
	t.Parallel()
	fake := newFake(t, fakeclerk.Config{})
	for name, test := range map[string]struct {
		remote, forwarded string
		status            int
	}{
		"loopback":                           {"127.0.0.1:4000", "", 200},
		"another loopback address":           {"127.8.0.1:4000", "", 200},
		"loopback of IPv6":                   {"[::1]:4000", "", 200},
		"mapped loopback":                    {"[::ffff:127.0.0.1]:4000", "", 200},
		"a proxy here for somebody here":     {"127.0.0.1:4000", "127.0.0.1, ::1", 200},
		"a proxy here for somebody else":     {"127.0.0.1:4000", "127.0.0.1, 203.0.113.7", 403},
		"a proxy here for something unknown": {"127.0.0.1:4000", "unknown", 403},
		"the local network":                  {"192.168.0.7:4000", "", 403},
		"the internet":                       {"203.0.113.7:4000", "", 403},
		"the internet, lying":                {"203.0.113.7:4000", "127.0.0.1", 403},
		"no address":                         {"", "", 403},
		"a name":                             {"localhost:4000", "", 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/v1/environment", "/.well-known/jwks.json", "/img/Ada.svg"} {
				req := httptest.NewRequest(http.MethodGet, path, nil)
				req.RemoteAddr = test.remote
				if test.forwarded != "" {
					req.Header.Set("X-Forwarded-For", test.forwarded)
				}
				rec := httptest.NewRecorder()
				fake.ServeHTTP(rec, req)
				assert.Equal(t, test.status, rec.Code)
			}
		})
	}
}

func TestListenBindsLoopback(t *testing.T) {
	t.Parallel()
	server, err := fakeclerk.Listen(newFake(t, fakeclerk.Config{}))
	require.NoError(t, err)
	u, err := url.Parse(server.URL)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1", u.Hostname())
	res, err := http.Get(server.URL + "/v1/environment")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusOK, res.StatusCode)
	http.DefaultClient.CloseIdleConnections()
	require.NoError(t, server.Close())
}

func TestCrossOriginRequests(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Origin: "https://kit.dev"})
	for origin, allowed := range map[string]bool{
		"http://localhost:4400": true, "http://127.0.0.1:9": true, "https://app.kit.test": true, "https://kit.dev": true,
		"http://kit.dev": false, "https://evil.com": false, "https://localhost.evil.com": false, "https://evilexample.com": false, "null": false,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, d.server.URL+"/v1/client", nil)
		require.NoError(t, err)
		req.Header.Set("Origin", origin)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		if allowed {
			assert.Equal(t, origin, res.Header.Get("Access-Control-Allow-Origin"))
			assert.Equal(t, "true", res.Header.Get("Access-Control-Allow-Credentials"))
			continue
		}
		assert.Empty(t, res.Header.Get("Access-Control-Allow-Origin"), origin)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	d.post("/v1/client/sign_ins", "identifier", strings.Repeat("x", 2<<20)).refused(413, "request_body_too_large")
	d.backend(http.MethodPost, "/users", `{"first_name":"`+strings.Repeat("x", 2<<20)+`"}`).refused(413, "request_body_too_large")
	d.backend(http.MethodPost, "/users", `{`).refused(400, "request_body_invalid")
}

func TestAssets(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Browser: fstest.MapFS{
		"@clerk/clerk-js/dist/clerk.browser.js": {Data: []byte("clerk")},
		"@clerk/ui/dist/ui.browser.js":          {Data: []byte("ui")},
		"secret.txt":                            {Data: []byte("secret")},
	}})
	for path, want := range map[string]string{
		"/npm/@clerk/clerk-js@6/dist/clerk.browser.js":      "clerk",
		"/npm/@clerk/clerk-js@6.40.0/dist/clerk.browser.js": "clerk",
		"/npm/@clerk/ui@latest/dist/ui.browser.js":          "ui",
	} {
		a := d.get(path).ok()
		assert.Equal(t, want, string(a.body))
		assert.Equal(t, "*", a.header.Get("Access-Control-Allow-Origin"))
	}
	for _, path := range []string{
		"/npm/@clerk/backend@1/dist/x.js", "/npm/@clerk/ui@1/../../secret.txt", "/npm/@clerk/ui@1/..%2f..%2fsecret.txt",
	} {
		assert.NotEqual(t, http.StatusOK, d.get(path).status, path)
	}
	avatar := d.get("/img/" + url.PathEscape("<script> Ada") + ".svg").ok()
	assert.Equal(t, "image/svg+xml", avatar.header.Get("Content-Type"))
	assert.Contains(t, string(avatar.body), "&lt;A")
	d.get("/v1/nonsense").refused(404, "resource_not_found")
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	require.NoError(t, d.fake.Seed())
	var wg sync.WaitGroup
	for range 4 {
		browser := d.another()
		wg.Go(func() {
			for range 3 {
				browser.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
				browser.get("/v1/client").ok()
				browser.patch("/v1/me", "first_name", "Race").ok()
				browser.delete("/v1/client/sessions").ok()
			}
		})
		wg.Go(func() {
			browser.fake.SetTokenTTL(time.Minute)
			_ = browser.fake.Requests()
			_ = browser.fake.Waitlist()
			_ = browser.fake.KeyID()
		})
	}
	wg.Wait()
	assert.Len(t, d.fake.Sessions(d.backend(http.MethodGet, "/users", "").ok().text("0.id")), 12)
}
