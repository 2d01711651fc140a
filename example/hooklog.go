package main

import (
	"context"
	"slices"
	"sync"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// hookLog keeps the last events that the server's hooks received.
type hookLog struct {
	mu      sync.Mutex
	entries []hookLogEntry
}

type hookLogEntry struct {
	visitor string
	event   clerkhtmx.Event
}

const (
	hookLogSize  = 1000 // of all visitors
	hookLogShown = 8    // to one
)

// record is a hook.
func (l *hookLog) record(ctx context.Context, event clerkhtmx.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, hookLogEntry{visitorOf(ctx), event})
	if len(l.entries) > hookLogSize {
		l.entries = slices.Delete(l.entries, 0, len(l.entries)-hookLogSize)
	}
	return nil
}

// newest returns the events of the browser that ctx belongs to, newest first.
func (l *hookLog) newest(ctx context.Context) []clerkhtmx.Event {
	visitor := visitorOf(ctx)
	if visitor == "" {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var events []clerkhtmx.Event
	for _, entry := range slices.Backward(l.entries) {
		if entry.visitor == visitor && len(events) < hookLogShown {
			events = append(events, entry.event)
		}
	}
	return events
}
