package clerkhtmx

import (
	"context"
	"sync"
	"time"

	"github.com/clerk-htmx/kit/internal/isolate"
)

// Claim says whether the caller of a [Store] may deliver an event.
type Claim int

const (
	// ClaimGranted: the caller delivers.
	ClaimGranted Claim = iota + 1
	// ClaimPending: another delivery is under way, or failed a moment ago.
	ClaimPending
	// ClaimDone: the event has been delivered.
	ClaimDone
)

// Store remembers deliveries of hooks, so that each runs once however many
// requests, tabs and replicas notice the same transition. Implementations must be
// safe for concurrent use. An error or a panic is logged and does not touch the
// request; the hook is then not run, or not recorded.
type Store interface {
	// Claim asks to deliver key. If it is granted, nobody else is granted the
	// key until the lease ends, or ever if Complete is called before.
	Claim(ctx context.Context, key string, lease time.Duration) (Claim, error)
	// Complete records that the delivery succeeded. The key stays done for ttl.
	Complete(ctx context.Context, key string, ttl time.Duration) error
	// Release records that the delivery failed: after retryAfter, the key can be
	// claimed again.
	Release(ctx context.Context, key string, retryAfter time.Duration) error
}

// isolatedStore turns a panic of the application's store into an error.
type isolatedStore struct{ store Store }

func (s isolatedStore) Claim(ctx context.Context, key string, lease time.Duration) (claim Claim, err error) {
	err = isolate.Call(func() (err error) {
		claim, err = s.store.Claim(ctx, key, lease)
		return err
	})
	return claim, err
}

func (s isolatedStore) Complete(ctx context.Context, key string, ttl time.Duration) error {
	return isolate.Call(func() error { return s.store.Complete(ctx, key, ttl) })
}

func (s isolatedStore) Release(ctx context.Context, key string, retryAfter time.Duration) error {
	return isolate.Call(func() error { return s.store.Release(ctx, key, retryAfter) })
}

// MemoryStore is the [Store] of a single process. A restart loses its content, but not the
// signed state cookie of each browser, so no hook is repeated for people who stay signed in.
type MemoryStore struct {
	mu        sync.Mutex
	claims    map[string]memoryClaim
	nextSweep time.Time
}

type memoryClaim struct {
	status  Claim
	expires time.Time
}

// sweepInterval is the least time between two removals of expired claims. A new claim triggers
// a removal.
const sweepInterval = time.Minute

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{claims: map[string]memoryClaim{}}
}

// Claim implements [Store].
func (s *MemoryStore) Claim(_ context.Context, key string, lease time.Duration) (Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.sweep(now)
	if claim, ok := s.claims[key]; ok && now.Before(claim.expires) {
		return claim.status, nil
	}
	s.claims[key] = memoryClaim{ClaimPending, now.Add(lease)}
	return ClaimGranted, nil
}

// Complete implements [Store].
func (s *MemoryStore) Complete(_ context.Context, key string, ttl time.Duration) error {
	s.set(key, ClaimDone, ttl)
	return nil
}

// Release implements [Store].
func (s *MemoryStore) Release(_ context.Context, key string, retryAfter time.Duration) error {
	s.set(key, ClaimPending, retryAfter)
	return nil
}

func (s *MemoryStore) set(key string, status Claim, ttl time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims[key] = memoryClaim{status, time.Now().Add(ttl)}
}

func (s *MemoryStore) sweep(now time.Time) {
	if now.Before(s.nextSweep) {
		return
	}
	for key, claim := range s.claims {
		if !now.Before(claim.expires) {
			delete(s.claims, key)
		}
	}
	s.nextSweep = now.Add(sweepInterval)
}
