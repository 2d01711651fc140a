package clerkhtmx

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/angelofallars/htmx-go"
	"github.com/labstack/echo/v4"
)

// refuseHTMX answers without a body and with Reswap none, so that the page stays as
// it is in htmx 2 and 4 alike; htmx obeys the other headers whatever the status.
func (k *Kit) refuseHTMX(c echo.Context, ra *requestAuth, v verdict, requirements []Requirement) error {
	response := htmx.NewResponse().StatusCode(v.status()).Reswap(htmx.SwapNone)
	header := c.Response().Header()
	switch v {
	case verdictStale:
		header.Set(headerSession, sessionStale)
		response = k.recoverStale(c, ra, response)
	case verdictUnavailable:
		header.Set(echo.HeaderRetryAfter, retryAfterSeconds)
	case verdictUnauthenticated:
		response = response.Redirect(k.signInRedirect(c.Request(), ra, k.pageURL(c)))
	case verdictForbidden:
		if level := unmetReverification(ra.auth(), requirements); level != nil {
			return writeReverification(c, response, *level)
		}
	}
	return response.Write(c.Response())
}

// recoverCookie counts how often this browser was told to navigate for fresh
// cookies. Without it, a session that nobody can renew would reload the page, whose
// fragments would reload it again, for ever.
const (
	recoverCookie = "__clerk_htmx_recover_" // and the instance's suffix
	recoverLimit  = 2                       // one for the request, one for its repetition by the script
	recoverMaxAge = 10
)

// recoverStale has the page navigate, because a document request goes through the
// handshake, which renews the cookies. The script tries a fresh token first and
// takes no notice of these headers then. Nothing is done about a form: a navigation
// would lose what people have typed.
func (k *Kit) recoverStale(c echo.Context, ra *requestAuth, response htmx.Response) htmx.Response {
	r := c.Request()
	count, name := 0, recoverCookie+k.key.CookieSuffix()
	if cookie, err := r.Cookie(name); err == nil {
		count, _ = strconv.Atoi(cookie.Value) // nonsense starts again, with the same limit
	}
	if r.Method != http.MethodGet || count < 0 || count >= recoverLimit {
		return response
	}
	k.setCookie(c, ra, &http.Cookie{
		Name:     name,
		Value:    strconv.Itoa(count + 1),
		Path:     "/",
		MaxAge:   recoverMaxAge,
		HttpOnly: true,
		Secure:   k.scheme(c) == schemeHTTPS,
		SameSite: http.SameSiteLaxMode,
	})
	if becomesPage(r) {
		return response.Redirect(k.pageURL(c).RequestURI())
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

func writeReverification(c echo.Context, response htmx.Response, level ReverificationLevel) error {
	trigger, err := json.Marshal(map[string]ReverificationLevel{eventReverification: level})
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(headerSession, sessionReverification)
	header.Set(headerReverification, string(level.Level))
	header.Set(htmx.HeaderTrigger, string(trigger)) // ASCII, as XMLHttpRequest wants it
	return response.Write(c.Response())
}

// becomesPage reports whether htmx makes a whole page of the answer.
func becomesPage(r *http.Request) bool {
	return r.Method == http.MethodGet && (htmx.IsBoosted(r) || htmx.IsHistoryRestoreRequest(r))
}

// pageURL is the page that the request belongs to: the one in the address bar for
// an htmx request, or the request itself where that is or becomes the page. A page with
// an address that could be taken for another origin's, such as "//evil.example", is
// not come back to: home is, as clerk-js does it.
func (k *Kit) pageURL(c echo.Context) *url.URL {
	here := k.publicURL(c)
	r := c.Request()
	page := here.String()
	if htmx.IsHTMX(r) && !becomesPage(r) {
		page, _ = htmx.GetCurrentURL(r)
	}
	return resolve(here, localPart(page, here))
}
