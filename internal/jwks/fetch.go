package jwks

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/clerk-htmx/kit/internal/isolate"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// fetch starts a fetch of the keys, or joins the one in flight. It does nothing if known is no
// longer the current snapshot. The channel yields when it is over. The fetch outlives ctx.
func (s *Source) fetch(ctx context.Context, known *snapshot) <-chan singleflight.Result {
	ctx = context.WithoutCancel(ctx)
	return s.flight.DoChan("", func() (any, error) {
		if s.current.Load() == known {
			s.current.Store(s.renew(ctx, known))
		}
		return nil, nil
	})
}

// renew fetches the keys and returns the snapshot that follows known. It always
// returns: singleflight ends the process when a flight panics, and leaves callers
// waiting when one calls runtime.Goexit.
func (s *Source) renew(ctx context.Context, known *snapshot) *snapshot {
	start := s.now()
	var keys map[string]*rsa.PublicKey
	err := application(func() (err error) {
		keys, err = s.download(ctx)
		return err
	})
	err = errors.Join(err, application(func() error {
		s.onFetch(err)
		return nil
	}))
	var next *snapshot
	if err == nil {
		next = known.renewed(keys, start)
	} else {
		next = known.failed(err, s.now())
	}
	if failure := s.tell(ctx, known, next); failure != nil {
		next = known.failed(errors.Join(err, failure), s.now())
		_ = s.tell(ctx, known, next) // perhaps the logger does not panic this time
	}
	return next
}

// application runs code of the application. If the code does not return, the error wraps
// sessiontoken.ErrKeysUnavailable.
func application(f func() error) error {
	err := isolate.Call(f)
	if isolate.Stack(err) != "" {
		return fmt.Errorf("%w: %w", sessiontoken.ErrKeysUnavailable, err)
	}
	return err
}

// failed is the snapshot after a fetch that failed: the known keys still count.
func (s *snapshot) failed(err error, now time.Time) *snapshot {
	next := *s
	next.err, next.failedAt = err, now
	return &next
}

// renewed is the snapshot after a fetch that began at start and brought keys.
func (s *snapshot) renewed(keys map[string]*rsa.PublicKey, start time.Time) *snapshot {
	next := *s
	next.keys, next.fetchedAt, next.err = keepKnown(keys, s.keys), start, nil
	if s.age(start) < refreshAfter {
		next.forcedAt = start
	}
	return &next
}

// keepKnown prefers the old pointer to an equal key, by which tokens that were
// verified with it are recognized.
func keepKnown(keys, old map[string]*rsa.PublicKey) map[string]*rsa.PublicKey {
	for kid, key := range keys {
		if before := old[kid]; before != nil && before.Equal(key) {
			keys[kid] = before
		}
	}
	return keys
}

// tell logs once when fetches begin to fail and once when they succeed again. It also logs
// the first panic of an outage. It returns an error if the logger panics.
func (s *Source) tell(ctx context.Context, before, after *snapshot) error {
	isNews := before.told == nil || isolate.Stack(before.told) == "" && isolate.Stack(after.err) != ""
	level, message, attrs := slog.LevelWarn, "jwks: cannot fetch Clerk's keys", []slog.Attr(nil)
	switch {
	case after.err != nil && isNews:
		attrs = isolate.Attrs(after.err)
	case after.err == nil && before.told != nil:
		level, message = slog.LevelInfo, "jwks: fetched Clerk's keys again"
	default:
		return nil
	}
	err := application(func() error {
		s.logger.LogAttrs(ctx, level, message, append(attrs, slog.Int("known", len(after.keys)))...)
		return nil
	})
	if err == nil {
		after.told = after.err
	}
	return err
}
