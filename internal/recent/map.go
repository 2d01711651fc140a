// Package recent keeps recently used values, within bounds.
package recent

import (
	"sync"
	"sync/atomic"
)

// Map remembers the values of as many keys as its size says. It is safe for concurrent use, and
// reading takes no lock.
//
// A full Map forgets a key for each new one: that of the next entry in a circle which was not got
// since the last round (the clock algorithm). While keys are only put, that is the oldest.
type Map[V any] struct {
	entries sync.Map // string → *entry[V]

	mu     sync.Mutex // is held to put, never to get
	size   int
	circle []*entry[V]
	hand   int // index of the next entry in circle to look at
}

type entry[V any] struct {
	key   string
	value V
	place int         // in Map.circle
	used  atomic.Bool // whether it was got since the hand came by
}

// NewMap returns a Map of that size. One of size 0 keeps the latest entry.
func NewMap[V any](size int) *Map[V] { return &Map[V]{size: max(1, size)} }

// Get returns the value that was stored under the key, or nil if it is not remembered. The value
// is shared: never change it.
func (m *Map[V]) Get(key string) *V {
	found, ok := m.entries.Load(key)
	if !ok {
		return nil
	}
	e := found.(*entry[V]) //nolint:forcetypeassert // Put stores nothing else
	if !e.used.Load() {    // a write would take the entry from the caches of the other cores
		e.used.Store(true)
	}
	return &e.value
}

// Put stores a value.
func (m *Map[V]) Put(key string, value V) {
	e := &entry[V]{key: key, value: value}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, known := m.entries.Swap(key, e); known {
		e.place = old.(*entry[V]).place //nolint:forcetypeassert // Put stores nothing else
	} else {
		e.place = m.makeRoom()
	}
	m.circle[e.place] = e
}

// makeRoom returns a free place. A full Map forgets an entry for it. The hand goes round once
// at most, even if readers use every entry meanwhile.
func (m *Map[V]) makeRoom() int {
	if len(m.circle) < m.size {
		m.circle = append(m.circle, nil)
		return len(m.circle) - 1
	}
	for range m.circle {
		if !m.circle[m.hand].used.Swap(false) {
			break
		}
		m.hand = (m.hand + 1) % m.size
	}
	place := m.hand
	m.entries.Delete(m.circle[place].key)
	m.hand = (place + 1) % m.size
	return place
}

// Len counts the entries. It goes through all of them.
func (m *Map[V]) Len() int {
	n := 0
	m.entries.Range(func(_, _ any) bool { n++; return true })
	return n
}
