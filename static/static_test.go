package static_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/static"
)

// maxScript is what a page may pay for the script, gzipped.
const maxScript = 6650

func TestScriptIsSmall(t *testing.T) {
	t.Parallel()
	answer := get("/"+static.Script().Name, http.Header{"Accept-Encoding": {"gzip"}})
	require.Equal(t, "gzip", answer.Header().Get("Content-Encoding"))
	assert.LessOrEqual(t, answer.Body.Len(), maxScript)
}

func TestScriptIsFitForAStrictPolicy(t *testing.T) {
	t.Parallel()
	for _, forbidden := range []string{"eval(", "new Function", "innerHTML", "insertAdjacentHTML", "document.write", ".style."} {
		assert.NotContains(t, static.Script().Content, forbidden)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		asset       static.Asset
		pattern     string
		contentType string
	}{
		"script": {static.Script(), `^clerkhtmx\.[A-Za-z0-9_-]{12}\.js$`, "text/javascript; charset=utf-8"},
		"style":  {static.Style(), `^clerkhtmx\.[A-Za-z0-9_-]{12}\.css$`, "text/css; charset=utf-8"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Regexp(t, test.pattern, test.asset.Name)
			answer := get("/"+test.asset.Name, nil)
			assert.Equal(t, http.StatusOK, answer.Code)
			assert.Equal(t, test.asset.Content, answer.Body.String())
			assert.Equal(t, test.contentType, answer.Header().Get("Content-Type"))
			assert.Equal(t, "public, max-age=31536000, immutable", answer.Header().Get("Cache-Control"))
			assert.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"))

			again := get("/"+test.asset.Name, http.Header{"If-None-Match": {answer.Header().Get("ETag")}})
			assert.Equal(t, http.StatusNotModified, again.Code)
			assert.Empty(t, again.Body.String())
		})
	}
}

func TestOtherNamesAreNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/", "/clerkhtmx.js", "/clerkhtmx.AAAAAAAAAAAA.js", "/static.go", "/../static.go",
		"/x/" + static.Script().Name, strings.Replace("/"+static.Script().Name, ".js", ".css", 1),
	} {
		answer := get(path, nil)
		assert.Equal(t, http.StatusNotFound, answer.Code, path)
		assert.Equal(t, "no-store", answer.Header().Get("Cache-Control"), path)
		assert.NotContains(t, answer.Body.String(), "customElements", path)
	}
}

func get(path string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path = path
	r.Header = header
	answer := httptest.NewRecorder()
	static.Handler().ServeHTTP(answer, r)
	return answer
}
