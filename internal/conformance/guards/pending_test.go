package guards_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestAPendingSessionIsSentToItsTasks(t *testing.T) {
	t.Parallel()
	for _, signIn := range []string{"/sign-in", "/sign-in/"} {
		a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = signIn })
		a.GET("/dashboard", func(c echo.Context) error { return c.String(http.StatusOK, "secret") }, a.Kit.Protect())
		session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, Pending: true})
		const tasks = "/sign-in/tasks?redirect_url=http%3A%2F%2Fexample.com%2Fdashboard"
		res := a.Serve(a.Clerk.WithSession(harness.Get("/dashboard", "Sec-Fetch-Dest", "document"), session))
		assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
		assert.Equal(t, tasks, res.Header().Get("Location"))
		res = a.Serve(a.Clerk.WithSession(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", harness.Origin+"/dashboard"), session))
		assert.Equal(t, tasks, res.Header().Get("Hx-Redirect"))
	}
}

func TestAPendingSessionMayCountAsSignedIn(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.TreatPendingAsSignedIn = true })
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, Pending: true})
	assert.Equal(t, a.Ada.ID, a.UserID(t, a.Clerk.WithSession(harness.Get("/whoami"), session)))
}
