package fakeclerk

import (
	"crypto/rand"
	"iter"
	"slices"
)

// table keeps resources by id and in the order in which they were made, the order Clerk's lists default to in reverse.
type table[T any] struct {
	byID  map[string]*T
	order []string
}

func newTable[T any]() table[T] { return table[T]{byID: map[string]*T{}} }

func (t *table[T]) put(id string, v *T) {
	if _, ok := t.byID[id]; !ok {
		t.order = append(t.order, id)
	}
	t.byID[id] = v
}

// get returns nil for an unknown id.
func (t *table[T]) get(id string) *T { return t.byID[id] }

func (t *table[T]) delete(id string) {
	delete(t.byID, id)
	t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == id })
}

// all yields the oldest first.
func (t *table[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, id := range slices.Clone(t.order) {
			if v, ok := t.byID[id]; ok && !yield(v) {
				return
			}
		}
	}
}

// find returns the first match or nil.
func (t *table[T]) find(match func(*T) bool) *T {
	for v := range t.all() {
		if match(v) {
			return v
		}
	}
	return nil
}

// filter returns all matches, the oldest first, never nil.
func (t *table[T]) filter(match func(*T) bool) []*T {
	found := []*T{}
	for v := range t.all() {
		if match(v) {
			found = append(found, v)
		}
	}
	return found
}

// newID returns a random identifier with Clerk's prefix of the resource, such as user_ or org_.
func newID(prefix string) string { return prefix + "_" + rand.Text() }
