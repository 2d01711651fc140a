package harness

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/partials"
)

// Reply returns a handler that answers with the text.
func Reply(text string) echo.HandlerFunc {
	return func(c echo.Context) error { return c.String(http.StatusOK, text) }
}

// Text returns a fragment's content, which is the text.
func Text(text string) clerkhtmx.View {
	return func(echo.Context) (partials.Component, error) { return partials.Text(text), nil }
}
