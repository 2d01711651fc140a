package clerkapi

import (
	"time"

	"github.com/clerk-htmx/kit/internal/recent"
)

// memorySize is the number of entries that a memory holds at most.
const memorySize = 8192

// memory keeps facts about credentials for a while.
type memory[V any] struct {
	entries *recent.Map[entry[V]]
	life    time.Duration
}

type entry[V any] struct {
	value V
	until time.Time
}

func newMemory[V any](life time.Duration) memory[V] {
	return memory[V]{recent.NewMap[entry[V]](memorySize), life}
}

func (m memory[V]) get(key string) (V, bool) {
	e := m.entries.Get(key)
	if e == nil || !time.Now().Before(e.until) {
		var none V
		return none, false
	}
	return e.value, true
}

func (m memory[V]) has(key string) bool {
	_, ok := m.get(key)
	return ok
}

func (m memory[V]) put(key string, value V) {
	m.entries.Put(key, entry[V]{value, time.Now().Add(m.life)})
}

func (m memory[V]) forget(key string) { m.entries.Put(key, entry[V]{}) }
