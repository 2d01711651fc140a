package clerkhtmx

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/statecookie"
)

// transition returns the event for a browser whose identity is not the one that the server last
// knew. It also returns the new state to remember.
func transition(previous statecookie.State, current Identity) (Event, statecookie.State) {
	next := statecookie.State{SessionID: current.SessionID, UserID: current.UserID, OrgID: current.OrgID, Seq: previous.Seq + 1}
	event := Event{Identity: current, Previous: identityOf(previous)}
	// One session is signed in to and out of once. Everything else can happen
	// again and again, so the browser's count goes into the key.
	switch {
	case previous.SessionID == "":
		event.Type = EventSignIn
		event.ID = eventID(event.Type, current.SessionID)
	case current.SessionID == "":
		event.Type = EventSignOut
		event.Identity = event.Previous
		event.ID = eventID(event.Type, previous.SessionID)
	case previous.SessionID != current.SessionID:
		event.Type = EventSessionChange
		event.ID = eventID(event.Type, current.SessionID, previous.SessionID, strconv.FormatUint(next.Seq, 10))
	default:
		event.Type = EventOrganizationChange
		event.ID = eventID(event.Type, current.SessionID, current.OrgID, strconv.FormatUint(next.Seq, 10))
	}
	return event, next
}

func eventID(t EventType, parts ...string) string {
	return string(t) + ":" + strings.Join(parts, ":")
}

// observe delivers the transition that a request shows, if any, and renews the
// state cookie when every hook has been served. A transition whose hooks failed is
// noticed again by a later request.
func (k *Kit) observe(x exchange, ra *requestAuth, stateCookie string, source EventSource) {
	current, settled := ra.identity()
	if !settled {
		return
	}
	previous := k.stateCookies.Read(stateCookie)
	if identityOf(previous) == current || !k.isVisit(x.r) {
		return
	}
	event, next := transition(previous, current)
	event.Source, event.Time = source, time.Now()
	if k.hooks.deliver(x.r.Context(), event) {
		k.setCookie(x, ra, k.stateCookie(x, next))
	}
}

// stateCookie is the cookie for state as browsers see this site.
func (k *Kit) stateCookie(x exchange, state statecookie.State) *http.Cookie {
	site, cookie := k.site(x), k.stateCookies.Cookie(state)
	cookie.Path, cookie.Secure = site.CookiePath(), site.IsSecure()
	return cookie
}

func identityOf(state statecookie.State) Identity {
	return Identity{UserID: state.UserID, SessionID: state.SessionID, OrgID: state.OrgID}
}

// identity returns the identity that the browser's cookies show. It is settled if the request
// is signed in, or if the cookies say that nobody is. Other signed-out verdicts are not a
// sign-out: the token expired or was tampered with, or Clerk's keys are unavailable. The token
// of an API client says nothing about a browser.
func (ra *requestAuth) identity() (_ Identity, settled bool) {
	switch {
	case ra.state.carrier == authn.CarrierHeader:
		return Identity{}, false
	case ra.claims != nil:
		return Identity{UserID: ra.claims.Subject, SessionID: ra.claims.SessionID, OrgID: ra.claims.OrgID}, true
	default:
		return Identity{}, ra.state.reason == ReasonSessionTokenAndUATMissing
	}
}

// isVisit reports whether the request is a visit of this site. A form that another site's page
// posts is not a visit, because it says nothing about the person. A prefetch is not a visit,
// because nobody has seen the page.
func (k *Kit) isVisit(r *http.Request) bool {
	return k.origin.Check(r) == nil && !strings.Contains(header(r, "Sec-Purpose"), "prefetch")
}
