package main

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/labstack/echo/v4"
)

// visitorCookie tells browsers apart, so that each sees its own events alone.
const visitorCookie = "demo_visitor"

type visitorKey struct{}

// rememberVisitor gives each browser a random name, which lasts until the browser is closed.
// It goes before the kit's middleware, whose hooks get the name with their context.
func rememberVisitor(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var visitor string
		if cookie, err := c.Cookie(visitorCookie); err == nil {
			visitor = cookie.Value
		}
		if visitor == "" {
			visitor = rand.Text()
			c.SetCookie(&http.Cookie{
				Name: visitorCookie, Value: visitor, Path: "/",
				Secure: c.Scheme() == "https", HttpOnly: true, SameSite: http.SameSiteLaxMode,
			})
		}
		r := c.Request()
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), visitorKey{}, visitor)))
		return next(c)
	}
}

func visitorOf(ctx context.Context) string {
	visitor, _ := ctx.Value(visitorKey{}).(string)
	return visitor
}
