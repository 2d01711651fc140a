package clerkhtmx

import (
	"net/http"
	"strconv"
	"strings"
)

// A page behind guards follows the session. The page has the number of guards that have admitted
// it. When the session changes, the script asks for the page once more and sends this number in
// the header Clerk-Guard. The last of the guards then answers, and the handler does not run. If a
// guard refuses, the script loads the page, which leads to sign in or shows an error page.

// headerGuard is, in a request, the number of guards and the publishable key of their Kit, such as
// "2 pk_live_…". In a response that htmx makes a page of, it is the number alone.
const headerGuard = "Clerk-Guard"

// answersForHandler counts a guard that has admitted the request, and reports whether the script
// asks this guard whether the page may still be seen. For a number that is too high, the handler
// runs as for any other request. A guard that requires [SignedOut] does not count: its page is
// there for signing in.
func (g *guard) answersForHandler(x exchange, ra *requestAuth) bool {
	if g.forSignedOut {
		return false
	}
	ra.guards++
	g.kit.noteGuards(x, ra)
	count, key, ok := strings.Cut(header(x.r, headerGuard), " ")
	return ok && x.r.Method == http.MethodGet && key == g.kit.cfg.PublishableKey && count == strconv.Itoa(ra.guards)
}

// noteGuards tells the script how many guards have admitted a page that htmx fetches.
func (k *Kit) noteGuards(x exchange, ra *requestAuth) {
	if ra.becomesPage {
		x.w.Header().Set(headerGuard, strconv.Itoa(ra.guards))
	}
}
