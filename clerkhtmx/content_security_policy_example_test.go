package clerkhtmx_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// The pictures of the page come from another host, and a page of this origin shows it in a frame.
func ExampleKit_ContentSecurityPolicy() {
	kit := newKit()
	e := echo.New()
	e.Use(kit.ContentSecurityPolicy(clerkhtmx.CSP{Directives: map[string][]string{
		"img-src":         {"https://images.example.com"},
		"frame-ancestors": {"'self'"},
	}}), kit.Middleware())
	e.GET("/", func(c echo.Context) error {
		return c.HTML(http.StatusOK, `<script defer src="/site.js" nonce="`+kit.Page(c).Nonce()+`"></script>`)
	})

	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	for directive := range strings.SplitSeq(rec.Header().Get("Content-Security-Policy"), "; ") {
		if name, _, _ := strings.Cut(directive, " "); name == "img-src" || name == "frame-ancestors" {
			fmt.Println(directive)
		}
	}
	// Output:
	// img-src 'self' data: https://img.clerk.com https://images.example.com
	// frame-ancestors 'self'
}
