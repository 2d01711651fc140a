package harness

import "time"

// Elapse lets time pass in a synctest bubble, where that takes none.
func Elapse(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the bubble moves by it
}
