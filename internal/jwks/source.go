// Package jwks fetches an instance's public keys from Clerk's Backend API and
// keeps them for the verification of session tokens.
//
// The sender of a token chooses the key that the token names. So no token may cause more than
// its share of fetches, delay others, or keep a withdrawn key alive:
//
//   - Keys count for 5 minutes from their fetch, however much they are used. From
//     the fourth minute on they are fetched anew in the background.
//   - An unknown kid causes a fetch at most every 30 seconds. Requests with known
//     keys never wait for it.
//   - All waiting requests share one fetch. It goes on when one of them gives up.
//   - When Clerk cannot be reached, the old keys count for up to an hour, and it is
//     tried again every 5 seconds.
//
// The HTTP client, OnFetch and the logger are code of the application. If one of them
// panics during a fetch, that fetch has failed, as if Clerk could not be reached.
package jwks

import (
	"context"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// How long keys count, from their fetch.
const (
	// refreshAfter is the age from which a request starts a fetch without waiting for it.
	refreshAfter = 4 * time.Minute
	// ttl is the age from which requests wait for the fetch, so that a key that Clerk withdrew
	// verifies nothing any more. It is the same in Clerk's SDKs.
	ttl = 5 * time.Minute
	// maxAge is the age up to which keys count while Clerk cannot be reached.
	maxAge = time.Hour
)

// How often keys are fetched at most.
const (
	// unknownKidCoolDown is the time between fetches for unknown kids.
	unknownKidCoolDown = 30 * time.Second
	// backOff is the time between failed fetches.
	backOff = 5 * time.Second
	// fetchTimeout bounds a fetch with its retries.
	fetchTimeout = 5 * time.Second
)

// Config says where the keys are.
type Config struct {
	// URL is the key set's, such as "https://api.clerk.com/v1/jwks".
	URL string
	// SecretKey authorizes the fetch. It is sent to URL and nowhere else:
	// redirects are not followed.
	SecretKey string
	// HTTPClient makes the requests. Default: one with Go's default transport. A
	// fetch takes 5 seconds at most, whatever its time-out.
	HTTPClient *http.Client
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Logger gets a message when Clerk cannot be reached, when it can be reached again, and for
	// a panic, with its stack. Default: none.
	Logger *slog.Logger
	// OnFetch is called after each fetch, with its error. Default: it is not called.
	OnFetch func(error)
}

// Source is a cache of one instance's keys. It is safe for concurrent use. It does
// nothing until it is asked for a key and needs no closing.
type Source struct {
	url       string
	secretKey string
	client    *http.Client
	now       func() time.Time
	logger    *slog.Logger
	onFetch   func(error)

	current atomic.Pointer[snapshot] // stored only within a flight
	flight  singleflight.Group
}

var _ sessiontoken.KeySource = (*Source)(nil)

// snapshot is the state of the cache at one time. It does not change.
type snapshot struct {
	keys      map[string]*rsa.PublicKey // by kid
	fetchedAt time.Time
	forcedAt  time.Time // the last fetch for an unknown kid that did not fail
	failedAt  time.Time // the last failure, if err is not nil
	err       error     // why the last fetch failed, nil if it did not
	told      error     // the failure that was logged last, nil if all is well
}

// New makes a Source. It fetches nothing yet.
func New(cfg Config) *Source {
	s := &Source{
		url:       cfg.URL,
		secretKey: cfg.SecretKey,
		client:    withoutRedirects(cfg.HTTPClient),
		now:       cfg.Now,
		logger:    cfg.Logger,
		onFetch:   cfg.OnFetch,
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.onFetch == nil {
		s.onFetch = func(error) {}
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	s.current.Store(&snapshot{})
	return s
}

// Key returns the key with this kid, see [sessiontoken.KeySource]. It returns at once
// for a known key that is fresh enough; else it may wait for a fetch, but no
// longer than ctx.
func (s *Source) Key(ctx context.Context, kid string) (*rsa.PublicKey, error) {
	if kid == "" { // no key has this one
		return nil, sessiontoken.ErrKeyNotFound
	}
	now := s.now()
	known := s.current.Load()
	if key := known.key(kid, now); key != nil {
		if known.age(now) >= refreshAfter && known.mayFetch(now) {
			s.fetch(ctx, known)
		}
		return key, nil
	}
	if known.mayFetch(now) {
		select {
		case <-s.fetch(ctx, known):
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", sessiontoken.ErrKeysUnavailable, ctx.Err())
		}
		now, known = s.now(), s.current.Load()
	}
	switch key := known.keys[kid]; {
	case key != nil && known.age(now) < maxAge:
		return key, nil // fresh, or the best key that is available
	case known.err != nil:
		return nil, known.err
	default:
		return nil, sessiontoken.ErrKeyNotFound
	}
}

// KeyIDs returns the ids of the keys that are known, for the log. Clerk's ids
// name the instance: "ins_…".
func (s *Source) KeyIDs() []string { return slices.Sorted(maps.Keys(s.current.Load().keys)) }

// key returns the key if it can be used without waiting. After ttl, a key is used only if a
// fetch failed within the last ttl, because an older failure does not show that Clerk is still
// unavailable.
func (s *snapshot) key(kid string, now time.Time) *rsa.PublicKey {
	age := s.age(now)
	if age < ttl || age < maxAge && s.err != nil && now.Sub(s.failedAt) < ttl {
		return s.keys[kid]
	}
	return nil
}

func (s *snapshot) age(now time.Time) time.Duration { return now.Sub(s.fetchedAt) }

// mayFetch reports whether it is time for another fetch. While the keys are fresh, it is called
// only for an unknown kid.
func (s *snapshot) mayFetch(now time.Time) bool {
	switch {
	case s.err != nil && now.Sub(s.failedAt) < backOff:
		return false
	case s.age(now) >= refreshAfter:
		return true
	default:
		return now.Sub(s.forcedAt) >= unknownKidCoolDown
	}
}
