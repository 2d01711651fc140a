package static_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/static"
)

func TestAssetsAreSentAsTheBrowserAcceptsThem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, acceptEncoding, want string }{
		{"a browser of today", "gzip, deflate, br, zstd", "br"},
		{"Brotli alone", "br", "br"},
		{"gzip alone", "gzip", "gzip"},
		{"in any case", "GZIP", "gzip"},
		{"with a weight", "br;q=0.1, gzip; q=1.0", "br"},
		{"Brotli is forbidden", "br;q=0, gzip", "gzip"},
		{"both are forbidden", "br; Q=0.000, gzip ;q=0", ""},
		{"anything", "*", "br"},
		{"anything but Brotli", "br;q=0, *;q=0.5", "gzip"},
		{"nothing but gzip", "*;q=0, gzip", "gzip"},
		{"no header", "", ""},
		{"identity", "identity", ""},
		{"other codings", "deflate, zstd, xbr, gzip2", ""},
		{"a weight that is not a number", "br;q=much", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for file, asset := range map[string]static.Asset{"clerkhtmx.js": static.Script(), "clerkhtmx.css": static.Style()} {
				want := asset.Content
				if extension := map[string]string{"br": ".br", "gzip": ".gz"}[test.want]; extension != "" {
					content, err := os.ReadFile(file + extension)
					require.NoError(t, err)
					want = string(content)
				}
				answer := get("/"+asset.Name, http.Header{"Accept-Encoding": {test.acceptEncoding}})
				assert.Equal(t, test.want, answer.Header().Get("Content-Encoding"))
				assert.Equal(t, want, answer.Body.String())
				assert.Equal(t, asset.ContentType, answer.Header().Get("Content-Type"))
				assert.Equal(t, []string{"Accept-Encoding"}, answer.Header().Values("Vary"))
			}
		})
	}
}

func TestEachEncodingHasAnETagOfItsOwn(t *testing.T) {
	t.Parallel()
	path := "/" + static.Script().Name
	tags := map[string]bool{}
	for _, encoding := range []string{"identity", "gzip", "br"} {
		tag := get(path, http.Header{"Accept-Encoding": {encoding}}).Header().Get("ETag")
		tags[tag] = true
		again := get(path, http.Header{"Accept-Encoding": {encoding}, "If-None-Match": {tag}})
		assert.Equal(t, http.StatusNotModified, again.Code)
		assert.Equal(t, "Accept-Encoding", again.Header().Get("Vary"))
	}
	assert.Len(t, tags, 3)
}

func TestAClientOfANetworkUnpacksTheScript(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(static.Handler())
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/"+static.Script().Name, nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Encoding", "gzip") // set by hand, so net/http does not unpack
	answer, err := server.Client().Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	content, err := gzip.NewReader(answer.Body)
	require.NoError(t, err)
	script, err := io.ReadAll(content)
	require.NoError(t, err)
	assert.Equal(t, static.Script().Content, string(script))
}

func TestAnAssetOfOthersIsSentAsItIs(t *testing.T) {
	t.Parallel()
	answer := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	static.Asset{Name: "own.js", ContentType: "text/javascript", Content: "own()"}.ServeHTTP(answer, r)
	assert.Equal(t, "own()", answer.Body.String())
	assert.Empty(t, answer.Header().Get("Content-Encoding"))
}
