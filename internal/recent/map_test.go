package recent_test

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/recent"
)

func TestMap(t *testing.T) {
	t.Parallel()
	t.Run("what was put is got", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		m.Put("a", 1)
		m.Put("a", 2)
		got, ok := m.Get("a")
		assert.True(t, ok)
		assert.Equal(t, 2, got)
		_, ok = m.Get("b")
		assert.False(t, ok)
	})
	t.Run("what is not asked for is forgotten, what is asked for stays", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		m.Put("asked", 1)
		m.Put("not", 1)
		for i := range 100 {
			m.Put(strconv.Itoa(i), i)
			_, ok := m.Get("asked")
			assert.True(t, ok)
		}
		_, ok := m.Get("not")
		assert.False(t, ok)
	})
	t.Run("it holds at most two generations", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		for i := range 1000 {
			m.Put(strconv.Itoa(i), i)
		}
		assert.LessOrEqual(t, m.Len(), 20)
		assert.Positive(t, m.Len())
	})
	t.Run("many may use it at once", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](16)
		var wg sync.WaitGroup
		for n := range 16 {
			wg.Go(func() {
				for i := range 1000 {
					m.Put(strconv.Itoa((i*n)%64), i)
					m.Get(strconv.Itoa(i % 64))
				}
			})
		}
		wg.Wait()
	})
}
