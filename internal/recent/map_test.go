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
		assert.Equal(t, new(2), m.Get("a"))
		assert.Nil(t, m.Get("b"))
	})
	t.Run("what is not asked for is forgotten, what is asked for stays", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		m.Put("asked", 1)
		m.Put("not", 1)
		for i := range 100 {
			m.Put(strconv.Itoa(i), i)
			assert.NotNil(t, m.Get("asked"))
		}
		assert.Nil(t, m.Get("not"))
	})
	t.Run("keys in turn, as many as its size, are all found from the second round on", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		for round := range 5 {
			for i := range 10 {
				assert.Equal(t, round > 0, m.Get(strconv.Itoa(i)) != nil)
				m.Put(strconv.Itoa(i), round)
			}
		}
		assert.Equal(t, 10, m.Len())
	})
	t.Run("it never holds more than its size", func(t *testing.T) {
		t.Parallel()
		for _, size := range []int{0, 1, 2, 10} {
			m := recent.NewMap[int](size)
			for i := range 1000 {
				m.Put(strconv.Itoa(i), i)
				assert.LessOrEqual(t, m.Len(), max(1, size))
				assert.Equal(t, &i, m.Get(strconv.Itoa(i)))
			}
			assert.Equal(t, max(1, size), m.Len())
		}
	})
	t.Run("a key that nobody asks for stays while fewer others are put than it has room for", func(t *testing.T) {
		t.Parallel()
		m := recent.NewMap[int](10)
		for i := range 25 {
			m.Put(strconv.Itoa(i), i)
		}
		m.Put("quiet", 1)
		for i := range 9 {
			m.Put("new"+strconv.Itoa(i), i)
		}
		assert.NotNil(t, m.Get("quiet"))
		assert.Equal(t, 10, m.Len())
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
		assert.LessOrEqual(t, m.Len(), 16)
	})
}
