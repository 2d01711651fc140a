package fakeclerk

import "crypto/rand"

// newID returns a random identifier with Clerk's prefix of the resource, such as user_ or org_.
func newID(prefix string) string { return prefix + "_" + rand.Text() }
