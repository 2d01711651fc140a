package edges_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
)

// Error handlers of applications compare errors with Echo's own.
func TestWhatTheKitDoesNotFindIsEchosErrNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var got error
	e := echo.New()
	e.HTTPErrorHandler = func(err error, _ echo.Context) { got = err }
	s.kit.Register(e)
	for _, path := range []string{"/clerk/fragments/none", "/clerk/partials/user-button"} {
		serve(e, request(http.MethodGet, path, "Sec-Fetch-Dest", "document"))
		assert.ErrorIs(t, got, echo.ErrNotFound, path)
	}
}
