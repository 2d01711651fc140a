package harness

import (
	"crypto/sha1"
	"encoding/base64"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// CookieSuffix returns what the names of an instance's cookies end in.
func CookieSuffix(clerk *clerktest.Clerk) string {
	sum := sha1.Sum([]byte(clerk.PublishableKey()))
	return base64.URLEncoding.EncodeToString(sum[:])[:8]
}
