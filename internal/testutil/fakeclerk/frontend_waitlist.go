package fakeclerk

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
