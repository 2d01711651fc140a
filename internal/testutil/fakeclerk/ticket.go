package fakeclerk

import "time"

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
