package fakeclerk

import "time"

// waitlistEntry is an email address on the waitlist.
type waitlistEntry struct {
	id        string
	email     string
	createdAt time.Time
}
