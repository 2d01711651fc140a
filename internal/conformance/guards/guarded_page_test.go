package guards_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// The script of a page asks the page's guards again with the header Clerk-Guard, whose number is that of the page's tag.
func TestTheLastGuardOfAPageAnswersInItsPlace(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	runs := 0
	handler := func(c echo.Context) error {
		runs++
		return c.String(http.StatusOK, "secret")
	}
	people, admins := a.Kit.Protect(), a.Kit.Protect(clerkhtmx.Role("org:admin"))
	group := a.Group("/staff", people)
	group.Any("/admin", handler, admins)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	key := a.Clerk.PublishableKey()
	admin := func(r *http.Request) *http.Request { return a.Clerk.SignedInTo(r, a.Ada, acme) }
	member := func(r *http.Request) *http.Request { return a.Clerk.SignedIn(r, a.Ada) }
	nobody := func(r *http.Request) *http.Request { return r }
	stale := func(r *http.Request) *http.Request {
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		return r
	}
	for _, tt := range []struct {
		name, method, header string
		as                   func(*http.Request) *http.Request
		status               int
		runs                 bool
	}{
		{"an admin may still see the page", "GET", "2 " + key, admin, http.StatusNoContent, false},
		{"a member may not", "GET", "2 " + key, member, http.StatusForbidden, false},
		{"nobody may not", "GET", "2 " + key, nobody, http.StatusUnauthorized, false},
		{"a stale request cannot tell", "GET", "2 " + key, stale, http.StatusUnauthorized, false},
		{"the first guard answers for itself", "GET", "1 " + key, member, http.StatusNoContent, false},
		{"a number that is too high is a request for the page", "GET", "3 " + key, admin, http.StatusOK, true},
		{"a number that is none is a request for the page", "GET", "x " + key, admin, http.StatusOK, true},
		{"the script of another Kit's page is not answered", "GET", "2 pk_live_other", admin, http.StatusOK, true},
		{"a number alone is a request for the page", "GET", "2", admin, http.StatusOK, true},
		{"a form is posted", "POST", "2 " + key, admin, http.StatusOK, true},
	} {
		runs = 0
		res := a.Serve(tt.as(harness.Request(tt.method, "/staff/admin", "Clerk-Guard", tt.header, "Sec-Fetch-Dest", "empty")))
		assert.Equal(t, tt.status, res.Code, tt.name)
		assert.Equal(t, tt.runs, runs == 1, tt.name)
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"), tt.name)
		assert.Empty(t, res.Header().Get("Location"), tt.name)
	}
}

func TestAPageKnowsItsGuards(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	page := func(c echo.Context) error {
		head, err := a.Kit.Page(c).Head()
		require.NoError(t, err)
		return c.HTML(http.StatusOK, string(head))
	}
	a.GET("/", page)
	a.GET("/one", page, a.Kit.Protect())
	a.GET("/two", page, a.Kit.Protect(), a.Kit.Protect(clerkhtmx.Where(func(clerkhtmx.Auth) bool { return true })))
	a.GET("/guests", page, a.Kit.Protect(clerkhtmx.SignedOut()))
	for path, want := range map[string]string{"/": "", "/one": "1", "/two": "2", "/guests": ""} {
		r := harness.Get(path)
		boosted := harness.Get(path, "HX-Request", "true", "HX-Boosted", "true")
		if path != "/guests" {
			r, boosted = a.Clerk.SignedIn(r, a.Ada), a.Clerk.SignedIn(boosted, a.Ada)
		}
		res := a.Serve(r)
		require.Equal(t, http.StatusOK, res.Code, path)
		assert.Equal(t, want != "", strings.Contains(res.Body.String(), `data-clerk-guard="`+want+`"`), path)
		assert.Equal(t, want == "", !strings.Contains(res.Body.String(), "data-clerk-guard"), path)
		assert.Empty(t, res.Header().Values("Clerk-Guard"), path)
		if want == "" {
			want = "0"
		}
		assert.Equal(t, []string{want}, a.Serve(boosted).Header().Values("Clerk-Guard"), path)
	}
}

func TestAGuardedPageIsAskedForAtTheEdgeOfNetHTTP(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	application := &harness.App{Echo: echo.New(), Clerk: a.Clerk, Kit: a.Kit, Ada: a.Ada}
	application.Any("/*", echo.WrapHandler(harness.GuardedMux(a.Kit)))
	asks := []string{"Clerk-Guard", "1 " + a.Clerk.PublishableKey()}
	res := application.Serve(a.Clerk.SignedIn(harness.Get("/dashboard", asks...), a.Ada))
	assert.Equal(t, http.StatusNoContent, res.Code)
	assert.Empty(t, res.Body.String())
	assert.Equal(t, http.StatusUnauthorized, application.Serve(harness.Get("/dashboard", asks...)).Code)
}

// As a document, the page gets the application's own error page.
func TestWhereHTMXMakesAPageOfARefusalTheBrowserLoadsThePage(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	boosted := []string{"HX-Request", "true", "HX-Boosted", "true", "HX-Current-URL", harness.Origin + "/"}
	restored := []string{"HX-History-Restore-Request", "true"}
	for _, header := range [][]string{boosted, restored} {
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/admin?a=b", header...), a.Ada))
		assert.Equal(t, http.StatusForbidden, res.Code)
		assert.Equal(t, "/admin?a=b", res.Header().Get("Hx-Redirect"))
		res = a.Serve(a.Clerk.SignedIn(harness.Get("/vault", header...), a.Ada))
		assert.Equal(t, "/vault", res.Header().Get("Hx-Redirect"), "without the script, or if the dialog is closed")
		assert.Equal(t, "reverification", res.Header().Get("Clerk-Session"))
	}
	res := a.Serve(a.Clerk.SignedIn(harness.Request(http.MethodPost, "/admin", boosted...), a.Ada))
	assert.Empty(t, res.Header().Get("Hx-Redirect"), "a form that was posted is not lost")

	a.Clerk.Fail("/api/v1/jwks", http.StatusInternalServerError)
	a.Clerk.RotateKeys()
	res = a.Serve(a.Clerk.SignedIn(harness.Get("/dashboard", boosted...), a.Ada))
	assert.Equal(t, http.StatusServiceUnavailable, res.Code)
	assert.Equal(t, "/dashboard", res.Header().Get("Hx-Redirect"))
}
