package clerkhtmx

import (
	"context"
	"time"
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
