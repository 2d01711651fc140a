package fakeclerk

import (
	"net/http"
	"strconv"
)

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
