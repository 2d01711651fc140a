package clerkhtmx

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/clerk-htmx/kit/internal/isolate"
)

// OnSignIn registers a handler for [EventSignIn]. Like all registrations of the
// Kit it belongs in the program's set-up, before the first request. It panics if the
// handler is nil.
func (k *Kit) OnSignIn(h Handler) { k.on("OnSignIn", h, EventSignIn) }

// OnSignOut registers a handler for [EventSignOut], as [Kit.OnSignIn] does. It panics
// if the handler is nil.
func (k *Kit) OnSignOut(h Handler) { k.on("OnSignOut", h, EventSignOut) }

// OnSessionChange registers a handler for [EventSessionChange], as [Kit.OnSignIn]
// does. It panics if the handler is nil.
func (k *Kit) OnSessionChange(h Handler) { k.on("OnSessionChange", h, EventSessionChange) }

// OnOrganizationChange registers a handler for [EventOrganizationChange], as
// [Kit.OnSignIn] does. It panics if the handler is nil.
func (k *Kit) OnOrganizationChange(h Handler) {
	k.on("OnOrganizationChange", h, EventOrganizationChange)
}

// OnAuthChange registers a handler for every event, as [Kit.OnSignIn] does. It panics
// if the handler is nil.
func (k *Kit) OnAuthChange(h Handler) {
	k.on("OnAuthChange", h, EventSignIn, EventSignOut, EventSessionChange, EventOrganizationChange)
}

// on registers a handler for a method. The panic is that of docs/adr/0012.
func (k *Kit) on(method string, h Handler, types ...EventType) {
	if h == nil {
		panic("clerkhtmx: Kit." + method + ": the handler is nil: give it a function")
	}
	k.hooks.add(h, types...)
}

// hooks delivers each event to each of its handlers once.
type hooks struct {
	store   Store
	timeout time.Duration
	logger  *slog.Logger

	mu       sync.RWMutex
	handlers map[EventType][]Handler
}

const (
	// deliveredTTL is how long the store remembers a delivery. The state cookie keeps an event
	// from being noticed twice. The store is needed only if requests race each other or a
	// cookie is lost.
	deliveredTTL = 24 * time.Hour
	// retryAfter spaces the attempts of a handler that fails, so that the
	// requests of one page do not try it in a row.
	retryAfter = 10 * time.Second
)

func newHooks(cfg *Config) *hooks {
	return &hooks{
		store:    isolatedStore{cfg.Store},
		timeout:  cfg.HookTimeout,
		logger:   cfg.Logger,
		handlers: map[EventType][]Handler{},
	}
}

func (h *hooks) add(handler Handler, types ...EventType) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range types {
		h.handlers[t] = append(slices.Clip(h.handlers[t]), handler)
	}
}

// deliver runs the event's handlers in order of registration and reports whether
// all of them have been served, now or by an earlier request. If not, the event
// must be noticed again.
//
// It goes on when the request is canceled: people who close the tab while they sign in have
// signed in all the same.
func (h *hooks) deliver(ctx context.Context, event Event) bool {
	h.mu.RLock()
	handlers := h.handlers[event.Type]
	h.mu.RUnlock()

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.timeout)
	defer cancel()
	served := true
	for i, handler := range handlers {
		if !h.deliverTo(ctx, handler, event, event.ID+"#"+strconv.Itoa(i)) {
			served = false
		}
	}
	return served
}

func (h *hooks) deliverTo(ctx context.Context, handler Handler, event Event, key string) bool {
	log := h.logger.With(slog.String("event", string(event.Type)), slog.String("key", key))

	// The lease outlasts the deadline, so that a slow delivery is not doubled.
	claim, err := h.store.Claim(ctx, key, 2*h.timeout)
	if err != nil {
		logError(ctx, log, "clerkhtmx: hook not run: store failed", err)
		return false
	}
	if claim != ClaimGranted {
		return claim == ClaimDone
	}

	// Neither a panic nor an error of the handler may keep the request from being answered.
	runErr := isolate.Call(func() error { return handler(ctx, event) })
	// The handler may have used up the deadline. Its outcome must be stored all the same.
	storeCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.timeout)
	defer cancel()
	if runErr != nil {
		releaseErr := h.store.Release(storeCtx, key, retryAfter)
		logError(ctx, log, "clerkhtmx: hook failed, will be tried again", runErr)
		if releaseErr != nil {
			logError(ctx, log, "clerkhtmx: hook not released", releaseErr)
		}
		return false
	}
	if err := h.store.Complete(storeCtx, key, deliveredTTL); err != nil {
		logError(ctx, log, "clerkhtmx: hook delivery not recorded", err)
	}
	return true
}

func logError(ctx context.Context, log *slog.Logger, message string, err error) {
	log.LogAttrs(ctx, slog.LevelError, message, isolate.Attrs(err)...)
}
