package sessiontoken

import (
	"sync/atomic"

	"github.com/clerk-htmx/kit/internal/recent"
)

// revokedSessions are sessions that ended before their tokens expire. Most processes never
// learn of one, and their requests skip the lookup.
type revokedSessions struct {
	some     atomic.Bool
	sessions *recent.Map[struct{}]
}

// revokedPerGeneration bounds memory. Fails open: once so many sessions were revoked after it,
// the tokens of a revoked session are accepted again until they expire.
const revokedPerGeneration = 1 << 16

func newRevokedSessions() *revokedSessions {
	return &revokedSessions{sessions: recent.NewMap[struct{}](revokedPerGeneration)}
}

func (r *revokedSessions) has(sessionID string) bool {
	if !r.some.Load() {
		return false
	}
	_, ok := r.sessions.Get(sessionID)
	return ok
}

func (r *revokedSessions) add(sessionID string) {
	r.sessions.Put(sessionID, struct{}{})
	r.some.Store(true)
}
