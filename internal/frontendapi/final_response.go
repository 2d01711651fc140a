package frontendapi

import "net/http"

// finalResponse drops informational responses such as 103 Early Hints. Some frameworks, such as
// Echo, take the first status for the last. ReverseProxy also empties the header after each
// such response, and with it the headers that the application's middleware set.
type finalResponse struct {
	http.ResponseWriter

	header http.Header
}

// Header implements [http.ResponseWriter].
func (w *finalResponse) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter].
func (w *finalResponse) WriteHeader(status int) {
	if status < http.StatusOK {
		return
	}
	header := w.ResponseWriter.Header()
	for name, values := range w.header {
		for _, value := range values {
			header.Add(name, value)
		}
	}
	if header.Get("Content-Type") == "" {
		header["Content-Type"] = nil // or net/http guesses one
	}
	w.ResponseWriter.WriteHeader(status)
}

// FlushError flushes a streamed response where that is possible. ReverseProxy flushes on
// goroutines of its own, where a panic ends the process. Echo's response panics if it cannot
// flush, as within Echo's Timeout middleware, so FlushError bypasses it.
func (w *finalResponse) FlushError() error {
	inner := w.ResponseWriter
	_, tells := inner.(interface{ FlushError() error })
	if outer, wraps := inner.(interface{ Unwrap() http.ResponseWriter }); wraps && !tells {
		inner = outer.Unwrap()
	}
	return http.NewResponseController(inner).Flush()
}
