package clerkhtmx

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/statecookie"
)

// EventType says what changed between two requests of one browser.
type EventType string

// The transitions that hooks receive.
const (
	// EventSignIn: the browser has a session and had none before.
	EventSignIn EventType = "sign-in"
	// EventSignOut: the session is gone.
	EventSignOut EventType = "sign-out"
	// EventSessionChange: a session replaced another one, of the same or another user, without
	// a sign-out in between, as when people switch accounts.
	EventSessionChange EventType = "session-change"
	// EventOrganizationChange: the same session has another active organization.
	EventOrganizationChange EventType = "organization-change"
)

// EventSource says how the server learned of a transition.
type EventSource string

const (
	// SourceRequest: an ordinary request, noticed by [Kit.Middleware].
	SourceRequest EventSource = "request"
	// SourceBrowser: the browser script reported it (POST {BasePath}/session).
	SourceBrowser EventSource = "browser"
)

// Identity is one side of a transition; the zero value is signed out.
type Identity struct {
	UserID, SessionID, OrgID string
}

// Event is one transition: what the browser was before, and what it is now.
type Event struct {
	// ID is the same for all reports of one transition, from any tab or replica:
	// an idempotency key.
	ID string
	// Type is what happened.
	Type EventType
	// Source says how the server learned of it.
	Source EventSource
	// Time is when the server noticed it.
	Time time.Time
	// Identity is the new state. For a sign-out, it is the identity that signed out.
	Identity
	// Previous is the state before; zero for a sign-in.
	Previous Identity
}

// Handler is a hook. The context carries the request's [Auth] and a deadline
// ([Config].HookTimeout). It runs on a goroutine of its own, which the request waits
// for. An error, a panic or runtime.Goexit is logged; it neither stops other handlers
// nor touches the response, and this handler is tried again later.
type Handler func(ctx context.Context, event Event) error

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
