package hooks_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// brokenStore fails in the methods that are set.
type brokenStore struct {
	impatientStore
	claim, complete, release func()
}

func (s *brokenStore) Claim(ctx context.Context, key string, lease time.Duration) (clerkhtmx.Claim, error) {
	fail(s.claim)
	return s.impatientStore.Claim(ctx, key, lease)
}

func (s *brokenStore) Complete(ctx context.Context, key string, ttl time.Duration) error {
	fail(s.complete)
	return s.impatientStore.Complete(ctx, key, ttl)
}

func (s *brokenStore) Release(ctx context.Context, key string, retryAfter time.Duration) error {
	fail(s.release)
	return s.impatientStore.Release(ctx, key, retryAfter)
}

func fail(how func()) {
	if how != nil {
		how()
	}
}

// hooksApp has a hook for sign-ins, and a log.
type hooksApp struct {
	*harness.App
	store *brokenStore
	log   *harness.LockedBuffer
	runs  int
	hook  func() // what the hook does besides
}

func newHooksApp(t *testing.T) *hooksApp {
	t.Helper()
	a := &hooksApp{store: &brokenStore{impatientStore: impatientStore{clerkhtmx.NewMemoryStore()}}, log: &harness.LockedBuffer{}}
	a.App = harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.Store = a.store
		cfg.Logger = slog.New(slog.NewTextHandler(a.log, nil))
	})
	a.Kit.OnSignIn(func(context.Context, clerkhtmx.Event) error {
		a.runs++
		fail(a.hook)
		return nil
	})
	return a
}

// signIn is the first request of a browser that has signed in, and a second one.
func (a *hooksApp) signIn(t *testing.T) (again func()) {
	t.Helper()
	v := a.Visitor()
	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	request := func() {
		t.Helper()
		res := v.Do(harness.Get("/whoami"))
		require.Equal(t, http.StatusOK, res.Code)
		require.Contains(t, res.Body.String(), a.Ada.ID)
	}
	request()
	return request
}

func TestAHookThatDoesNotReturnIsLoggedAndTriedAgain(t *testing.T) {
	t.Parallel()
	for name, failure := range harness.Failures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newHooksApp(t)
			others := &harness.EventLog{}
			a.Kit.OnSignIn(others.Record)
			a.hook = failure
			again := a.signIn(t)
			assert.Equal(t, 1, a.runs)
			assert.Len(t, others.Types(), 1, "the other handlers ran")
			assert.Contains(t, a.log.String(), "hook failed")
			assert.Contains(t, a.log.String(), "stack=")
			assert.Contains(t, a.log.String(), "hooks/panic_test.go")

			a.hook = nil
			again()
			again()
			assert.Equal(t, 2, a.runs, "tried again, and then served")
			assert.Len(t, others.Types(), 1)
		})
	}
}

func TestAStoreThatDoesNotReturnLeavesTheRequestAlone(t *testing.T) {
	t.Parallel()
	for name, failure := range harness.Failures() {
		t.Run(name+" in Claim", func(t *testing.T) {
			t.Parallel()
			a := newHooksApp(t)
			a.store.claim = failure
			again := a.signIn(t)
			assert.Zero(t, a.runs, "no claim, no hook")
			assertStackOf(t, a.log, "hook not run")
			a.store.claim = nil
			again()
			again()
			assert.Equal(t, 1, a.runs)
		})
		t.Run(name+" in Complete", func(t *testing.T) {
			t.Parallel()
			a := newHooksApp(t)
			a.store.complete = failure
			again := a.signIn(t)
			assertStackOf(t, a.log, "hook delivery not recorded")
			again()
			assert.Equal(t, 1, a.runs, "the browser's cookie tells that the hook has run")
		})
		t.Run(name+" in Release", func(t *testing.T) {
			t.Parallel()
			a := newHooksApp(t)
			a.hook = func() { panic("mail server is on fire") }
			a.store.release = failure
			a.signIn(t)
			assert.Equal(t, 1, a.runs)
			assertStackOf(t, a.log, "hook not released")
		})
	}
}

func assertStackOf(t *testing.T, log *harness.LockedBuffer, message string) {
	t.Helper()
	assert.Contains(t, log.String(), message)
	assert.Contains(t, log.String(), "hooks/panic_test.go", "the stack")
}

// A logger that panics ends its request, as any code of the application may, but no claim
// stays granted for it.
func TestALoggerThatPanicsLeavesTheHookToBeTriedAgain(t *testing.T) {
	t.Parallel()
	log := &harness.PanickingLog{Handler: slog.DiscardHandler, Level: slog.LevelError}
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.Store = impatientStore{clerkhtmx.NewMemoryStore()}
		cfg.Logger = slog.New(log)
	})
	a.Pre(harness.QuietRecover())
	runs := 0
	a.Kit.OnSignIn(func(context.Context, clerkhtmx.Event) error {
		if runs++; runs == 1 {
			panic("mail server is on fire")
		}
		return nil
	})
	v := a.Visitor()
	v.As(a.Clerk.SignedIn(harness.Get("/"), a.Ada))
	assert.Equal(t, http.StatusInternalServerError, v.Do(harness.Get("/whoami")).Code)
	log.Behaves.Store(true)
	assert.Equal(t, http.StatusOK, v.Do(harness.Get("/whoami")).Code)
	assert.Equal(t, 2, runs)
}
