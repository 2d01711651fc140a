package fakeclerk

import (
	"net/http"
	"time"
)

// ticket signs a user in without a password, once.
type ticket struct {
	id        string
	secret    string
	userID    string
	status    string
	createdAt time.Time
	expiresAt time.Time
}

func (c *Clerk) newTicket(userID string, life time.Duration, now time.Time) *ticket {
	t := &ticket{
		id: newID("sit"), secret: newID("ticket"), userID: userID, status: "pending", createdAt: now, expiresAt: now.Add(life),
	}
	c.tickets.put(t.id, t)
	return t
}

func (c *call) signInByTicket(s *signIn) (any, error) {
	secret := c.form.Get("ticket")
	t := c.tickets.find(func(t *ticket) bool { return t.secret == secret })
	if t == nil || t.status != "pending" || !c.now.Before(t.expiresAt) {
		return nil, &apiError{status: http.StatusBadRequest, code: "ticket_invalid_code", message: "Ticket is invalid."}
	}
	u := c.users.get(t.userID)
	if u == nil {
		return nil, notFound("User")
	}
	t.status = "accepted"
	s.identifier, s.userID = u.identifier(), u.id
	return c.completeSignIn(s, u)
}
