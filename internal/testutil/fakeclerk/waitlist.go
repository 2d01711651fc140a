package fakeclerk

import "time"

type waitlistEntry struct {
	id        string
	email     string
	createdAt time.Time
}

type waitlistJSON struct {
	Object    string `json:"object"`
	ID        string `json:"id"`
	CreatedAt int64  `json:"created_at"`
	UpdatedAt int64  `json:"updated_at"`
}

func (c *call) joinWaitlist() (any, error) {
	email := c.form.Get("email_address")
	if email == "" {
		return nil, missingParam("email_address")
	}
	e := c.waitlist.find(func(e *waitlistEntry) bool { return e.email == email })
	if e == nil {
		e = &waitlistEntry{id: newID("wle"), email: email, createdAt: c.now}
		c.waitlist.put(e.id, e)
	}
	at := e.createdAt.UnixMilli()
	return waitlistJSON{Object: "waitlist", ID: e.id, CreatedAt: at, UpdatedAt: at}, nil
}

// Waitlist returns the email addresses on the waitlist, the first comer first.
func (c *Clerk) Waitlist() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	emails := []string{}
	for e := range c.waitlist.all() {
		emails = append(emails, e.email)
	}
	return emails
}
