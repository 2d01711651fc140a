package jwks_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/jwks"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// application is the code that a Source calls: the transport, OnFetch and the handler of
// the logger. Each can be made to fail.
type application struct {
	*api
	transport, body, onFetch, log atomic.Pointer[func()]

	fetches atomic.Int64
	errs    []error // what OnFetch was told
	records bytes.Buffer
}

func newApplication(t *testing.T) (*jwks.Source, *application) {
	t.Helper()
	_, a, _ := newSource(t)
	app := &application{api: a}
	app.behave()
	return jwks.New(jwks.Config{
		URL:        "https://api.clerk.test/v1/jwks",
		SecretKey:  "sk_test_secret",
		HTTPClient: &http.Client{Transport: app},
		Logger:     slog.New(logHandler{slog.NewTextHandler(&app.records, nil), app}),
		OnFetch: func(err error) {
			app.errs = append(app.errs, err)
			(*app.onFetch.Load())()
		},
	}), app
}

func (a *application) behave() {
	nothing := func() {}
	for _, code := range []*atomic.Pointer[func()]{&a.transport, &a.body, &a.onFetch, &a.log} {
		code.Store(&nothing)
	}
}

func (a *application) RoundTrip(r *http.Request) (*http.Response, error) {
	a.fetches.Add(1)
	(*a.transport.Load())()
	res, err := a.api.RoundTrip(r)
	if err == nil {
		res.Body = failingBody{res.Body, a}
	}
	return res, err
}

type failingBody struct {
	io.ReadCloser
	app *application
}

func (b failingBody) Read(p []byte) (int, error) {
	(*b.app.body.Load())()
	return b.ReadCloser.Read(p)
}

type logHandler struct {
	slog.Handler
	app *application
}

func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	(*h.app.log.Load())()
	return h.Handler.Handle(ctx, r)
}

// failures are the ways in which a function does not return.
func failures() map[string]func() {
	return map[string]func(){
		"a panic":        func() { panic("the application is broken") },
		"runtime.Goexit": runtime.Goexit,
	}
}

func TestApplicationCodeThatDoesNotReturnIsAFailedFetch(t *testing.T) {
	t.Parallel()
	for place, code := range map[string]func(*application) *atomic.Pointer[func()]{
		"the transport":       func(a *application) *atomic.Pointer[func()] { return &a.transport },
		"the response's body": func(a *application) *atomic.Pointer[func()] { return &a.body },
		"OnFetch":             func(a *application) *atomic.Pointer[func()] { return &a.onFetch },
	} {
		for name, failure := range failures() {
			t.Run(name+" in "+place, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, a := newApplication(t)
					code(a).Store(&failure)
					requireUnavailable := func() {
						var wg sync.WaitGroup
						for range 10 {
							wg.Go(func() {
								_, err := s.Key(t.Context(), "a")
								assert.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
							})
						}
						wg.Wait()
					}
					requireUnavailable()
					assert.EqualValues(t, 1, a.fetches.Load(), "they share one fetch, which is not repeated")
					elapse(4 * time.Second)
					requireUnavailable()
					assert.EqualValues(t, 1, a.fetches.Load(), "and back off")
					elapse(time.Second)
					requireUnavailable()
					assert.EqualValues(t, 2, a.fetches.Load())
					assert.Equal(t, 1, strings.Count(a.records.String(), "cannot fetch"), "logged once")
					assert.Contains(t, a.records.String(), "panic_test.go", "with the stack")
					assert.NotContains(t, a.records.String(), "sk_test_secret")

					a.behave()
					elapse(5 * time.Second)
					requireKey(t, s, "a")
					assert.Equal(t, 1, strings.Count(a.records.String(), "keys again"))
				})
			})
		}
	}
}

func TestOldKeysCountWhenApplicationCodePanics(t *testing.T) {
	t.Parallel()
	for place, code := range map[string]func(*application) *atomic.Pointer[func()]{
		"the transport": func(a *application) *atomic.Pointer[func()] { return &a.transport },
		"OnFetch":       func(a *application) *atomic.Pointer[func()] { return &a.onFetch },
		"the logger":    func(a *application) *atomic.Pointer[func()] { return &a.log },
	} {
		for name, failure := range failures() {
			t.Run(name+" in "+place, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, a := newApplication(t)
					requireKey(t, s, "a")
					if place == "the logger" {
						a.answer(http.StatusInternalServerError, "") // or nothing is logged
					}
					code(a).Store(&failure)
					for range 50 {
						elapse(time.Minute)
						start := time.Now()
						requireKey(t, s, "a")
						assert.Zero(t, time.Since(start), "nobody waits")
					}
					a.behave()
					a.answer(http.StatusOK, keySet(t, newJWK("b", keyB())))
					elapse(time.Minute)
					requireKey(t, s, "b")
					_, err := s.Key(t.Context(), "a")
					require.ErrorIs(t, err, sessiontoken.ErrKeyNotFound, "the new set has taken the place of the old one")
					elapse(time.Minute) // let go what is under way
				})
			})
		}
	}
}

func TestOnFetchIsToldOfAPanicOfTheTransport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a := newApplication(t)
		panics := func() { panic("the application is broken") }
		a.transport.Store(&panics)
		_, _ = s.Key(t.Context(), "a")
		require.Len(t, a.errs, 1)
		assert.ErrorIs(t, a.errs[0], sessiontoken.ErrKeysUnavailable)
	})
}

// A logger that panics tells nobody of an outage. It is to do so once it works.
func TestAnOutageIsLoggedWhenTheLoggerHasRecovered(t *testing.T) {
	t.Parallel()
	for name, failure := range failures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, a := newApplication(t)
				a.log.Store(&failure)
				a.answer(http.StatusBadGateway, "")
				fetch := func() error {
					elapse(5 * time.Second)
					_, err := s.Key(t.Context(), "a")
					return err
				}
				require.ErrorIs(t, fetch(), sessiontoken.ErrKeysUnavailable)
				require.ErrorIs(t, fetch(), sessiontoken.ErrKeysUnavailable)
				assert.Empty(t, a.records.String())
				a.behave()
				require.ErrorIs(t, fetch(), sessiontoken.ErrKeysUnavailable)
				require.ErrorIs(t, fetch(), sessiontoken.ErrKeysUnavailable)
				assert.Equal(t, 1, strings.Count(a.records.String(), "cannot fetch"))

				a.answer(http.StatusOK, keySet(t, newJWK("a", keyA())))
				a.log.Store(&failure)
				require.ErrorIs(t, fetch(), sessiontoken.ErrKeysUnavailable, "that the outage is over could not be told")
				a.behave()
				require.NoError(t, fetch())
				assert.Equal(t, 1, strings.Count(a.records.String(), "keys again"))
			})
		})
	}
}

// The first panic is reported also when the log knows of an outage already.
func TestAPanicDuringAnOutageIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, a := newApplication(t)
		a.answer(http.StatusBadGateway, "")
		_, _ = s.Key(t.Context(), "a")
		require.NotContains(t, a.records.String(), "stack=")
		panics := func() { panic("the application is broken") }
		a.transport.Store(&panics)
		for range 3 {
			elapse(time.Minute)
			_, _ = s.Key(t.Context(), "a")
		}
		assert.Equal(t, 1, strings.Count(a.records.String(), "stack="))
	})
}
