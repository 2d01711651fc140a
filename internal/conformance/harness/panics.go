package harness

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// Failures are the ways in which a function of the application does not return.
func Failures() map[string]func() {
	return map[string]func(){
		"a panic":        func() { panic("the application is broken") },
		"runtime.Goexit": runtime.Goexit,
	}
}

// PanickingLog is a handler that panics from its level on, until it behaves.
type PanickingLog struct {
	slog.Handler
	Level   slog.Level
	Behaves atomic.Bool
}

// Enabled panics, or asks the handler that it is made of.
func (h *PanickingLog) Enabled(ctx context.Context, level slog.Level) bool {
	if level >= h.Level && !h.Behaves.Load() {
		panic("the application's logger is broken")
	}
	return h.Handler.Enabled(ctx, level)
}

// WithAttrs leaves the attributes out.
func (h *PanickingLog) WithAttrs([]slog.Attr) slog.Handler { return h }

// QuietRecover is Echo's Recover without the stack on standard output.
func QuietRecover() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, _ []byte) error { return err },
	})
}
