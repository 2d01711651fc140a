// Package recent keeps recently used values, within bounds.
package recent

import (
	"sync"
	"sync/atomic"
)

// Map remembers values by a text key, at most twice its size. It is safe for concurrent use,
// and reading takes no lock that readers could wait for.
//
// Its values are of use for a minute or so. Instead of ordering them by age, it has two
// generations: when the younger one is full, it becomes the older one, and the older one is
// dropped.
type Map[V any] struct {
	size        int64
	generations atomic.Pointer[generations]
}

type generations struct {
	young, old *sync.Map // string → V
	count      atomic.Int64
}

// NewMap returns a Map of size entries a generation; one of size 0 keeps next to
// nothing.
func NewMap[V any](size int64) *Map[V] {
	m := &Map[V]{size: size}
	m.generations.Store(&generations{young: new(sync.Map), old: new(sync.Map)})
	return m
}

// Get returns the value that was stored under the key, if it is still remembered.
func (m *Map[V]) Get(key string) (V, bool) {
	g := m.generations.Load()
	if v, ok := g.young.Load(key); ok {
		return v.(V), true //nolint:forcetypeassert // Put stores nothing else
	}
	if v, ok := g.old.Load(key); ok {
		value := v.(V) //nolint:forcetypeassert // Put stores nothing else
		m.Put(key, value)
		return value, true
	}
	var none V
	return none, false
}

// Put stores a value.
func (m *Map[V]) Put(key string, value V) {
	g := m.generations.Load()
	if _, again := g.young.Swap(key, value); again || g.count.Add(1) < m.size {
		return
	}
	// If several callers find the generation full, one of them starts a new one.
	m.generations.CompareAndSwap(g, &generations{young: new(sync.Map), old: g.young})
}

// Len counts the entries. It goes through all of them.
func (m *Map[V]) Len() int {
	n := 0
	count := func(_, _ any) bool { n++; return true }
	g := m.generations.Load()
	g.young.Range(count)
	g.old.Range(count)
	return n
}
