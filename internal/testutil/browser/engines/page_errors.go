package engines

import (
	"bytes"
	_ "embed"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

//go:embed page_errors.js
var pageErrorsJS string

const (
	pageErrorsScript = "/__page-errors.js"
	pageErrorsReport = "/__page-error"
)

// PageErrors collects the console errors, uncaught exceptions and CSP violations of the pages of a
// site. WebDriver has no command for them, so the pages report them: a script at the start of their
// head. The site's policy must allow scripts and connections of its own origin.
type PageErrors struct {
	mu    sync.Mutex
	texts []string
}

// All returns the errors so far, in order.
func (e *PageErrors) All() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.texts)
}

// Handler adds the script to the pages of site.
func (e *PageErrors) Handler(site http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Dest") != "document" {
			site.ServeHTTP(w, r)
			return
		}
		r.Header.Del("Accept-Encoding") // the page must be readable
		page := &pageWriter{ResponseWriter: w, status: http.StatusOK}
		site.ServeHTTP(page, r)
		w.Header().Del("Content-Length")
		w.WriteHeader(page.status)
		_, _ = io.WriteString(w, strings.Replace(page.body.String(), "<head>", `<head><script src="`+pageErrorsScript+`"></script>`, 1))
	}))
	mux.HandleFunc(pageErrorsScript, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, pageErrorsJS)
	})
	mux.HandleFunc(pageErrorsReport, func(_ http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
		if err != nil {
			text = append(text, err.Error()...)
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.texts = append(e.texts, string(text))
	})
	return mux
}

// pageWriter holds a page back.
type pageWriter struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (w *pageWriter) WriteHeader(status int)      { w.status = status }
func (w *pageWriter) Write(b []byte) (int, error) { return w.body.Write(b) }
