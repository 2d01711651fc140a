package fakeclerk_test

import (
	"sync/atomic"
	"time"
)

// clock moves when told to.
type clock struct{ unix atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.unix.Store(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC).Unix())
	return c
}

func (c *clock) now() time.Time { return time.Unix(c.unix.Load(), 0) }

func (c *clock) advanceMinutes(minutes int64) { c.unix.Add(minutes * 60) }
