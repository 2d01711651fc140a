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

// maxRevoked bounds memory. Fails open: once so many sessions were revoked after it, the
// tokens of a revoked session are accepted again until they expire.
const maxRevoked = 1 << 16

func newRevokedSessions() *revokedSessions {
	return &revokedSessions{sessions: recent.NewMap[struct{}](maxRevoked)}
}

func (r *revokedSessions) has(sessionID string) bool {
	if !r.some.Load() {
		return false
	}
	return r.sessions.Get(sessionID) != nil
}

func (r *revokedSessions) add(sessionID string) {
	r.sessions.Put(sessionID, struct{}{})
	r.some.Store(true)
}
