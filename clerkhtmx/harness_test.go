package clerkhtmx_test

import (
	"crypto/sha1"
	"encoding/base64"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// Requests are in every line of some tests: the harness's functions have short names here.

func get(target string, header ...string) *http.Request { return harness.Get(target, header...) }

func request(method, target string, header ...string) *http.Request {
	return harness.Request(method, target, header...)
}

func bearer(token string) []string { return harness.Bearer(token) }

// reply is a handler that answers with the text.
func reply(text string) echo.HandlerFunc {
	return func(c echo.Context) error { return c.String(http.StatusOK, text) }
}

// text is a fragment's content.
func text(s string) clerkhtmx.View {
	return func(echo.Context) (partials.Component, error) { return partials.Text(s), nil }
}

// suffixOf is what the names of an instance's cookies end in.
func suffixOf(clerk *clerktest.Clerk) string {
	sum := sha1.Sum([]byte(clerk.PublishableKey()))
	return base64.URLEncoding.EncodeToString(sum[:])[:8]
}
