package clerkhtmx_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

func TestAPendingSessionIsSentToItsTasks(t *testing.T) {
	t.Parallel()
	for _, signIn := range []string{"/sign-in", "/sign-in/"} {
		a := newApp(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = signIn })
		a.GET("/dashboard", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, a.kit.Protect())
		session := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID, Pending: true})
		const tasks = "/sign-in/tasks?redirect_url=http%3A%2F%2Fexample.com%2Fdashboard"
		res := a.serve(a.clerk.WithSession(get("/dashboard", "Sec-Fetch-Dest", "document"), session))
		assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
		assert.Equal(t, tasks, res.Header().Get("Location"))
		res = a.serve(a.clerk.WithSession(get("/dashboard", "HX-Request", "true", "HX-Current-URL", page+"dashboard"), session))
		assert.Equal(t, tasks, res.Header().Get("Hx-Redirect"))
	}
}

func TestAPendingSessionMayCountAsSignedIn(t *testing.T) {
	t.Parallel()
	a := newApp(t, func(cfg *clerkhtmx.Config) { cfg.TreatPendingAsSignedIn = true })
	session := a.clerk.StartSession(clerktest.SessionParams{UserID: a.ada.ID, Pending: true})
	assert.Equal(t, a.ada.ID, a.userID(t, a.clerk.WithSession(get("/whoami"), session)))
}
