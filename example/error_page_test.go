package main

import (
	"errors"
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestErrorsArePages(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	v := d.open(browser.New(t), "/")
	v.signIn()
	for path, title := range map[string]string{"/nowhere": "Page not found", "/admin": "Not for you"} {
		v.Navigate(d.url + path)
		v.WaitText("main h1", title)
		v.Screenshot("error" + path[1:])
	}
}

func TestErrorsKeepTheirStatus(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Logger.SetOutput(t.Output())
	e.Renderer = renderer{template.Must(template.ParseFS(templateFiles, "templates/*.html"))}
	e.HTTPErrorHandler = errorPages(e)
	e.GET("/broken", func(echo.Context) error { return errors.New("the cause") })
	for name, test := range map[string]struct {
		path, header, value string
		status              int
		contains            string
	}{
		"a page that fails":     {"/broken", "Accept", "text/html", http.StatusInternalServerError, "<h1>Something went wrong</h1>"},
		"a page that is not":    {"/nowhere", "Accept", "text/html", http.StatusNotFound, "<h1>Page not found</h1>"},
		"a request of htmx":     {"/broken", "HX-Request", "true", http.StatusInternalServerError, "Internal Server Error"},
		"a request of programs": {"/nowhere", "Accept", "application/json", http.StatusNotFound, `{"message":"Not Found"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, test.path, http.NoBody)
			r.Header.Set(test.header, test.value)
			w := httptest.NewRecorder()
			e.ServeHTTP(w, r)
			assert.Equal(t, test.status, w.Code)
			assert.Contains(t, w.Body.String(), test.contains)
			assert.NotContains(t, w.Body.String(), "the cause")
		})
	}
}
