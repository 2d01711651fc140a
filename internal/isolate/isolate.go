// Package isolate runs code of the application, so that its failure is an error and
// ends nothing else. It is for code that runs on a goroutine of the kit, where a panic
// would end the process, or within a step that must come to its end.
package isolate

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// Call runs f on a goroutine of its own, waits for its end and returns its error. If f
// panics or calls runtime.Goexit, the error says so, and [Attrs] has the stack.
//
// It takes a goroutine because runtime.Goexit ends the one that it is called on: a test
// double that calls FailNow does that.
func Call(f func() error) (err error) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		returned := false
		defer func() {
			if value := recover(); value != nil {
				err = newNoReturnError(value)
			} else if !returned {
				err = &noReturnError{text: "runtime.Goexit was called", stack: string(debug.Stack())}
			}
		}()
		err = f()
		returned = true
	}()
	<-over
	return err
}

// noReturnError is the error of a function that did not return.
type noReturnError struct {
	text  string
	cause error // nil unless the function panicked with an error
	stack string
}

// newNoReturnError describes a panic by its value if that is an error or a text. Else it names
// the type only, because a value such as a request can hold secrets.
func newNoReturnError(value any) *noReturnError {
	e := &noReturnError{stack: string(debug.Stack())}
	switch value := value.(type) {
	case error:
		e.text, e.cause = fmt.Sprint("panic: ", value), value
	case string:
		e.text = "panic: " + value
	default:
		e.text = fmt.Sprintf("panic with a value of type %T", value)
	}
	return e
}

func (e *noReturnError) Error() string { return e.text }

// Unwrap returns the error that the function panicked with.
func (e *noReturnError) Unwrap() error { return e.cause }

// Stack returns the stack of the failure that err wraps. It is empty if err is another
// error.
func Stack(err error) string {
	var e *noReturnError
	if !errors.As(err, &e) {
		return ""
	}
	return e.stack
}

// Attrs returns the attributes of a log record about err: "error", and "stack" if the
// function did not return.
func Attrs(err error) []slog.Attr {
	attrs := []slog.Attr{slog.Any("error", err)}
	if stack := Stack(err); stack != "" {
		attrs = append(attrs, slog.String("stack", stack))
	}
	return attrs
}
