package clerkhtmx

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/angelofallars/htmx-go"
)

// refuseHTMX answers without a body and with Reswap none, so that the page stays as
// it is in htmx 2 and 4 alike; htmx obeys the other headers whatever the status.
func (k *Kit) refuseHTMX(x exchange, ra *requestAuth, d decision, requirements []Requirement) error {
	response := htmx.NewResponse().StatusCode(d.status()).Reswap(htmx.SwapNone)
	header := x.w.Header()
	if becomesPage(x.r) && (d == decisionForbidden || d == decisionUnavailable) {
		// htmx would change the address and keep the page. As a document, the request gets
		// the application's error page.
		response = response.Redirect(k.pageURL(x).RequestURI())
	}
	switch d {
	case decisionStale:
		header.Set(headerSession, sessionStale)
		response = k.recoverStale(x, ra, response)
	case decisionUnavailable:
		header.Set("Retry-After", retryAfterSeconds)
	case decisionUnauthenticated:
		response = response.Redirect(k.signInRedirect(x, ra))
	case decisionForbidden:
		if level := unmetReverification(ra.auth(), requirements); level != nil {
			return writeReverification(x, response, *level)
		}
	}
	return response.Write(x.w)
}

// recoverCookie counts how often this browser was told to navigate for fresh cookies. Without
// this limit, a session that cannot be renewed would reload the page for ever, because its
// fragments would reload it again each time.
const (
	recoverCookie = "__clerk_htmx_recover_" // and the instance's suffix
	recoverLimit  = 2                       // one for the request, one for its repetition by the script
	recoverMaxAge = 10
)

// recoverStale makes the page navigate, because a document request goes through the handshake,
// which renews the cookies. The script tries a fresh token first and ignores these headers in
// that case. A form post does not get them, because a navigation would lose the input.
func (k *Kit) recoverStale(x exchange, ra *requestAuth, response htmx.Response) htmx.Response {
	count, name := 0, recoverCookie+k.key.CookieSuffix()
	if cookie, err := x.r.Cookie(name); err == nil {
		count, _ = strconv.Atoi(cookie.Value) // nonsense starts again, with the same limit
	}
	if x.r.Method != http.MethodGet || count < 0 || count >= recoverLimit {
		return response
	}
	k.setCookie(x, ra, &http.Cookie{
		Name:     name,
		Value:    strconv.Itoa(count + 1),
		Path:     k.site(x).CookiePath(),
		MaxAge:   recoverMaxAge,
		HttpOnly: true,
		Secure:   k.site(x).IsSecure(),
		SameSite: http.SameSiteLaxMode,
	})
	if becomesPage(x.r) {
		return response.Redirect(k.pageURL(x).RequestURI())
	}
	return response.Refresh(true)
}

// The headers have the browser script open Clerk's reverification dialog and repeat
// the request. Without the script, or if the second try is refused too, the page
// gets the event, whose detail is {"level": …, "afterMinutes": …}.
const (
	sessionReverification = "reverification"
	headerReverification  = "Clerk-Reverification"
	eventReverification   = "clerk:reverification"
)

func writeReverification(x exchange, response htmx.Response, level ReverificationLevel) error {
	trigger, err := json.Marshal(map[string]ReverificationLevel{eventReverification: level})
	if err != nil {
		return err
	}
	header := x.w.Header()
	header.Set(headerSession, sessionReverification)
	header.Set(headerReverification, string(level.Level))
	header.Set(htmx.HeaderTrigger, string(trigger)) // ASCII, as XMLHttpRequest wants it
	return response.Write(x.w)
}

// becomesPage reports whether htmx shows the answer as a whole page.
func becomesPage(r *http.Request) bool {
	return r.Method == http.MethodGet && (header(r, "Hx-Boosted") == "true" || header(r, "Hx-History-Restore-Request") == "true")
}
