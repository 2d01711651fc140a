package clerkhtmx_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	clerksdk "github.com/clerk/clerk-sdk-go/v2"
	clerkhttp "github.com/clerk/clerk-sdk-go/v2/http"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// bench is one application and the requests that it is asked with.
type bench struct {
	clerk *clerktest.Clerk
	ada   clerktest.User
	app   *echo.Echo
}

func newBench(tb testing.TB) *bench {
	tb.Helper()
	clerk := clerktest.NewWithConfig(tb, clerktest.Config{TokenTTL: time.Hour})
	b := &bench{clerk: clerk, ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com"})}
	b.restart(tb)
	return b
}

// restart makes the application anew.
func (f *bench) restart(tb testing.TB) {
	tb.Helper()
	kit := f.kit(tb)
	pass := func(next echo.HandlerFunc) echo.HandlerFunc { return func(c echo.Context) error { return next(c) } }
	noop := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	f.app = echo.New()
	f.app.GET("/noop", noop, pass, pass) // as many middlewares, which cost Echo something
	f.app.GET("/public", noop, kit.Middleware())
	f.app.GET("/kit", noop, kit.Middleware(), kit.Protect())
}

func (f *bench) kit(tb testing.TB) *clerkhtmx.Kit {
	tb.Helper()
	cfg := f.clerk.Config()
	cfg.Logger = slog.New(slog.DiscardHandler)
	cfg.JWTKey = f.clerk.JWTKey() // no network in the measurement
	kit, err := clerkhtmx.New(cfg)
	require.NoError(tb, err)
	return kit
}

// cold makes requests with a token each.
func (f *bench) cold(tb testing.TB, n int) []*http.Request {
	tb.Helper()
	session := f.clerk.StartSession(clerktest.SessionParams{UserID: f.ada.ID})
	requests := make([]*http.Request, n)
	for i := range requests {
		token := f.clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"n": i}})
		requests[i] = harness.Get("/kit", "Authorization", "Bearer "+token)
	}
	return requests
}

// settled is a fragment request of a browser whose sign-in the server has noticed,
// with the headers and cookies of a usual site.
func (f *bench) settled(tb testing.TB) *http.Request {
	tb.Helper()
	r := f.clerk.SignedIn(harness.Get("/kit",
		"Accept", "*/*", "Accept-Encoding", "gzip, deflate, br, zstd", "Accept-Language", "en-US,en;q=0.9",
		"HX-Request", "true", "HX-Current-URL", "https://example.com/dashboard", "HX-Target", "clerk-fragment-invoices",
		"Referer", "https://example.com/dashboard", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "same-origin",
		"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
	), f.ada)
	for _, name := range []string{"_ga", "theme", "locale", "consent"} {
		r.AddCookie(&http.Cookie{Name: name, Value: strings.Repeat("x", 40)})
	}
	rec := httptest.NewRecorder()
	f.app.ServeHTTP(rec, r)
	require.Equal(tb, http.StatusNoContent, rec.Code)
	for _, line := range rec.Header().Values("Set-Cookie") {
		cookie, err := http.ParseSetCookie(line)
		require.NoError(tb, err)
		r.AddCookie(cookie)
	}
	return r
}

// serve runs one request in a loop, with a response writer that costs nothing.
func serve(b *testing.B, h http.Handler, r *http.Request, want int) {
	b.Helper()
	b.ReportAllocs()
	w := &discard{header: http.Header{}}
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
	require.Equal(b, want, w.status)
}

type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return io.Discard.Write(p) }

func BenchmarkNoOpRoute(b *testing.B) { newBench(b).noOpRoute(b) }

func (f *bench) noOpRoute(b *testing.B) {
	b.Helper()
	serve(b, f.app, harness.Get("/noop"), http.StatusNoContent)
}

// The many requests of one page bring the same token.
func BenchmarkRepeatRequest(b *testing.B) {
	bench := newBench(b)
	bench.repeatRequest(b, bench.settled(b))
}

func (f *bench) repeatRequest(b *testing.B, settled *http.Request) {
	b.Helper()
	serve(b, f.app, settled, http.StatusNoContent)
}

// Requests on several cores do not wait for each other: with -cpu 1,2 this halves.
func BenchmarkRepeatRequestParallel(b *testing.B) {
	bench := newBench(b)
	r := bench.settled(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		own, w := r.Clone(b.Context()), &discard{header: http.Header{}}
		for pb.Next() {
			clear(w.header)
			bench.app.ServeHTTP(w, own)
		}
	})
}

// A token that was not seen before costs an RSA verification.
func BenchmarkColdRequest(b *testing.B) {
	bench := newBench(b)
	bench.coldRequest(b, bench.cold(b, 500))
}

func (f *bench) coldRequest(b *testing.B, requests []*http.Request) {
	b.Helper()
	b.ReportAllocs()
	w := &discard{header: http.Header{}}
	for i := 0; b.Loop(); i++ {
		if i%len(requests) == 0 { // a Kit that remembers none of them
			b.StopTimer()
			f.restart(b)
			b.StartTimer()
		}
		clear(w.header)
		f.app.ServeHTTP(w, requests[i%len(requests)])
	}
	require.Equal(b, http.StatusNoContent, w.status)
}

// page renders a page's head and as many fragments, without the request around them.
func (f *bench) page(b *testing.B, fragments int) {
	b.Helper()
	kit := f.kit(b)
	kit.Fragment("account", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()}, Content: harness.Text("Ada")})
	app := echo.New()
	app.GET("/kit", func(c echo.Context) error {
		page := kit.Page(c)
		for b.Loop() {
			if _, err := page.Head(); err != nil {
				return err
			}
			for range fragments {
				if _, err := page.Fragment("account"); err != nil {
					return err
				}
			}
		}
		return c.NoContent(http.StatusNoContent)
	}, kit.Middleware())
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	app.ServeHTTP(w, f.settled(b))
	require.Equal(b, http.StatusNoContent, w.status)
}

func BenchmarkPageHead(b *testing.B) { newBench(b).page(b, 0) }

func BenchmarkPageHeadAndTenFragments(b *testing.B) { newBench(b).page(b, 10) }

func BenchmarkGarbageToken(b *testing.B) { newBench(b).garbageToken(b) }

func (f *bench) garbageToken(b *testing.B) {
	b.Helper()
	serve(b, f.app, harness.Get("/kit", "Authorization", "Bearer "+strings.Repeat("a.b", 2700)), http.StatusUnauthorized)
}

// What clerk-sdk-go's middleware costs for the same token.
func BenchmarkClerkSDK(b *testing.B) { newBench(b).clerkSDK(b) }

func (f *bench) clerkSDK(b *testing.B) {
	b.Helper()
	handler := clerkhttp.WithHeaderAuthorization(clerkhttp.JSONWebKey(f.clerk.JWTKey()))(
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, ok := clerksdk.SessionClaimsFromContext(r.Context()); ok {
				w.WriteHeader(http.StatusNoContent)
			}
		}))
	session := f.clerk.StartSession(clerktest.SessionParams{UserID: f.ada.ID})
	serve(b, handler, harness.Get("/", "Authorization", "Bearer "+f.clerk.Token(clerktest.TokenParams{SessionID: session.ID})), http.StatusNoContent)
}

// The floor: the signature alone.
func BenchmarkRSAVerify(b *testing.B) {
	key := harness.SigningKeys()[0].Private
	digest := sha256.Sum256([]byte("payload"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature); err != nil {
			b.Fatal(err)
		}
	}
}
