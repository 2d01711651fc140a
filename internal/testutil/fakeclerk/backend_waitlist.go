package fakeclerk

type waitlistEntryJSON struct {
	Object       string    `json:"object"`
	ID           string    `json:"id"`
	EmailAddress string    `json:"email_address"`
	Status       string    `json:"status"`
	IsLocked     bool      `json:"is_locked"`
	Invitation   *struct{} `json:"invitation"`
	CreatedAt    int64     `json:"created_at"`
	UpdatedAt    int64     `json:"updated_at"`
}

func (c *call) listWaitlist() (any, error) {
	entries := []waitlistEntryJSON{}
	for e := range c.waitlist.all() {
		at := e.createdAt.UnixMilli()
		entries = append(entries, waitlistEntryJSON{
			Object: "waitlist_entry", ID: e.id, EmailAddress: e.email, Status: "pending", CreatedAt: at, UpdatedAt: at,
		})
	}
	return paginate(c.r, entries), nil
}
