package sessiontoken

import (
	"sync/atomic"

	"github.com/clerk-htmx/kit/internal/recent"
)

// revokedSessions are sessions that are known to have ended before their tokens
// expire. Most processes never know of one, and their requests do not look.
type revokedSessions struct {
	some     atomic.Bool
	sessions *recent.Map[struct{}]
}

// revokedPerGeneration bounds memory. Fails open for a session after which so many
// others were revoked: its tokens are good again, for as long as they last.
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
