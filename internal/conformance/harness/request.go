package harness

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// Get makes a GET request, as [Request] does.
func Get(target string, header ...string) *http.Request {
	return Request(http.MethodGet, target, header...)
}

// Request makes a request with header given as name, value, name, value …
func Request(method, target string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// Bearer returns the header, as name and value, that carries the token.
func Bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

// BearerOf makes a GET request that carries the token in its header.
func BearerOf(target, token string) *http.Request { return Get(target, Bearer(token)...) }

// DecodeJSON reads a T from the body of the response.
func DecodeJSON[T any](t testing.TB, res *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	require.NoError(t, json.NewDecoder(res.Body).Decode(&v))
	return v
}
