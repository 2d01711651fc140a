package fakeclerk

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

func writeJSON(w http.ResponseWriter, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The caller may be gone; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}

// nullable turns the zero value into JSON null.
func nullable[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// milliseconds is the time form of all FAPI and BAPI objects; the zero time is null.
func milliseconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	return nullable(t.UnixMilli())
}

// deletedJSON is the answer of both APIs to a removal.
type deletedJSON struct {
	Object  string `json:"object"`
	ID      string `json:"id"`
	Deleted bool   `json:"deleted"`
}

func deleted(object, id string) deletedJSON {
	return deletedJSON{Object: object, ID: id, Deleted: true}
}

// pageJSON is how both APIs list.
type pageJSON[T any] struct {
	Data       []T `json:"data"`
	TotalCount int `json:"total_count"`
}

// paginate cuts the limit and offset of the query out of all; without a limit it returns everything.
func paginate[T any](r *http.Request, all []T) pageJSON[T] {
	page := pageJSON[T]{Data: all, TotalCount: len(all)}
	if offset, err := strconv.Atoi(r.URL.Query().Get("offset")); err == nil && offset > 0 {
		page.Data = page.Data[min(offset, len(page.Data)):]
	}
	if limit, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && limit > 0 {
		page.Data = page.Data[:min(limit, len(page.Data))]
	}
	return page
}

// emptyPage is the answer for what the fake does not have, such as verified domains.
func (c *call) emptyPage() (any, error) {
	return pageJSON[struct{}]{Data: []struct{}{}}, nil
}
