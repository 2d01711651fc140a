package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// message is what templates/message.html shows: a page that says one thing.
type message struct{ Title, Text string }

// errorMessage explains a status to the person at the browser.
func errorMessage(status int) message {
	switch status {
	case http.StatusNotFound:
		return message{"Page not found", "There is nothing at this address."}
	case http.StatusForbidden:
		return message{"Not for you", "You are signed in, but this page needs a role or a verification that your session does not have."}
	case http.StatusServiceUnavailable:
		return message{"Clerk does not answer", "The server cannot tell whether you are signed in. Try again in a moment."}
	case http.StatusInternalServerError:
		return message{"Something went wrong", "The server has made a mistake. Its log says which."}
	default:
		return message{http.StatusText(status), "The server refuses this request."}
	}
}

// errorPages answers an error with a page in the demo's look. Requests of htmx and of
// programs get what Echo sends.
func errorPages(e *echo.Echo) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		header := c.Request().Header
		isPage := c.Request().Method == http.MethodGet && header.Get("HX-Request") == "" && strings.Contains(header.Get("Accept"), "text/html")
		if c.Response().Committed || !isPage {
			e.DefaultHTTPErrorHandler(err, c)
			return
		}
		status := http.StatusInternalServerError
		if httpError := (*echo.HTTPError)(nil); errors.As(err, &httpError) {
			status = httpError.Code
		}
		if status >= http.StatusInternalServerError {
			c.Logger().Error(err)
		}
		if failed := c.Render(status, "message.html", errorMessage(status)); failed != nil {
			e.DefaultHTTPErrorHandler(errors.Join(err, failed), c)
		}
	}
}
