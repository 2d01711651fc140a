package frontendapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/clerk-htmx/kit/internal/isolate"
)

// fail answers in the place of Clerk. It logs err, except for a body that is too large. The
// answer does not repeat err.
func (p *Proxy) fail(w http.ResponseWriter, r *http.Request, err error) {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		writeBodyTooLarge(w)
		return
	}
	level := slog.LevelWarn
	if errors.Is(r.Context().Err(), context.Canceled) && !errors.Is(err, errStalled) {
		level = slog.LevelDebug // the browser has gone, and not because we hung up
	}
	p.Logger.LogAttrs(r.Context(), level, "clerkhtmx: Frontend API proxy", isolate.Attrs(err)...)
	writeError(w, http.StatusBadGateway, "proxy_request_failed", "Clerk's Frontend API cannot be reached.")
}

func writeBodyTooLarge(w http.ResponseWriter) {
	writeError(w, http.StatusRequestEntityTooLarge, "proxy_request_too_large", "The request is too large.")
}

type errorItem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// writeError answers in the form that clerk-js reads:
//
//	{"errors": [{"code": "proxy_request_failed", "message": "…"}]}
func writeError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error means that the browser has gone.
	_ = json.NewEncoder(w).Encode(map[string][]errorItem{"errors": {{code, message}}})
}
