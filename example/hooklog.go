package main

import (
	"context"
	"slices"
	"sync"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// hookLog keeps the last few events that the server's hooks received.
type hookLog struct {
	mu     sync.Mutex
	events []clerkhtmx.Event
}

const hookLogSize = 8

// record is a hook.
func (l *hookLog) record(_ context.Context, event clerkhtmx.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, event)
	if len(l.events) > hookLogSize {
		l.events = slices.Delete(l.events, 0, len(l.events)-hookLogSize)
	}
	return nil
}

// Newest returns the events, newest first.
func (l *hookLog) Newest() []clerkhtmx.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	events := slices.Clone(l.events)
	slices.Reverse(events)
	return events
}
