package harness

import (
	"context"
	"sync"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// EventLog remembers events. Its method Record is a hook.
type EventLog struct {
	mu     sync.Mutex
	Events []clerkhtmx.Event // read it when no request is under way
}

// Record adds the event.
func (l *EventLog) Record(_ context.Context, e clerkhtmx.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Events = append(l.Events, e)
	return nil
}

// Types returns the types of the events so far, and never nil.
func (l *EventLog) Types() []clerkhtmx.EventType {
	l.mu.Lock()
	defer l.mu.Unlock()
	types := []clerkhtmx.EventType{}
	for _, e := range l.Events {
		types = append(types, e.Type)
	}
	return types
}
