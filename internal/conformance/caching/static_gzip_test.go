package caching_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/static"
)

// Echo's Gzip compresses what has a Content-Encoding once more, and names one of the two.
func TestTheScriptIsCompressedOnceBelowEchosGzip(t *testing.T) {
	t.Parallel()
	script := static.Script()
	for _, tt := range []struct {
		name, acceptEncoding string
		middleware           []echo.MiddlewareFunc
		want                 string
	}{
		{"a browser", "gzip, deflate, br", nil, "br"},
		{"a client of gzip", "gzip", nil, "gzip"},
		{"a client of neither", "identity", nil, ""},
		{"a browser, below Gzip", "gzip, deflate, br", []echo.MiddlewareFunc{middleware.Gzip()}, "gzip"},
		{"a client of gzip, below Gzip", "gzip", []echo.MiddlewareFunc{middleware.Gzip()}, "gzip"},
		{"a client of Brotli alone, below Gzip", "br", []echo.MiddlewareFunc{middleware.Gzip()}, ""},
		{"a client of neither, below Gzip", "identity", []echo.MiddlewareFunc{middleware.Gzip()}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := harness.NewApp(t)
			a.Use(tt.middleware...)
			res := a.Serve(harness.Get("/clerk/static/"+script.Name, "Accept-Encoding", tt.acceptEncoding))
			require.Equal(t, http.StatusOK, res.Code)
			assert.Equal(t, tt.want, res.Header().Get("Content-Encoding"))
			assert.Equal(t, "Accept-Encoding", res.Header().Get("Vary"))
			switch tt.want {
			case "":
				assert.Equal(t, script.Content, res.Body.String())
			case "gzip":
				unpacked, err := gzip.NewReader(res.Body)
				require.NoError(t, err)
				content, err := io.ReadAll(unpacked)
				require.NoError(t, err)
				assert.Equal(t, script.Content, string(content))
			}
		})
	}
}
