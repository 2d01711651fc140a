package twokits_test

import (
	"context"
	"html/template"
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

func TestAGuardIsMetByItsOwnKitAlone(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	both := func(r *http.Request) *http.Request { return c.customer(c.employee(r)) }
	for name, tt := range map[string]struct {
		request *http.Request
		status  int
		body    string
	}{
		"a customer":                             {c.customer(harness.Get("/staff/payroll")), http.StatusUnauthorized, ""},
		"an employee":                            {c.employee(harness.Get("/staff/payroll")), http.StatusOK, "the payroll"},
		"an employee who is a customer":          {both(harness.Get("/staff/payroll")), http.StatusOK, "the payroll"},
		"nobody":                                 {harness.Get("/staff/payroll"), http.StatusUnauthorized, ""},
		"a customer at the staff's fragment":     {c.customer(harness.Get("/staff-clerk/fragments/payroll")), http.StatusOK, "not for you"},
		"an employee at the staff's fragment":    {c.employee(harness.Get("/staff-clerk/fragments/payroll")), http.StatusOK, "the payroll"},
		"an employee at the customers' fragment": {c.employee(harness.Get("/clerk/fragments/payroll")), http.StatusOK, "not for you"},
	} {
		status, body := c.serve(tt.request)
		assert.Equal(t, tt.status, status, name)
		if tt.body != "" {
			assert.Equal(t, tt.body, body, name)
		}
	}
}

func TestAnotherKitsMiddlewareIsNoMiddleware(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.GET("/payroll", harness.Reply("the payroll"), c.staff.kit.Protect())
	for name, r := range map[string]*http.Request{"a customer": c.customer(harness.Get("/payroll")), "an employee": c.employee(harness.Get("/payroll"))} {
		status, _ := c.serve(r)
		assert.Equal(t, http.StatusInternalServerError, status, name)
	}
}

// Everything that a Kit shows goes by its own verdict, whichever Middleware is next to
// the handler.
func TestAKitShowsItsOwnPersonOnly(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	customers, staff := c.customers.kit, c.staff.kit
	page := template.Must(template.New("").Parse(
		`{{range .}}[{{if .Auth.SignedIn}}in{{end}} {{.Fragment "payroll"}} {{.Component "signed-in" "content" "x"}} {{.Head}}]{{end}}`))
	show := func(ec echo.Context) error {
		ctx := ec.Request().Context()
		var out strings.Builder
		for _, kit := range []*clerkhtmx.Kit{customers, staff} {
			profile, err := kit.Profile(ctx)
			if err != nil {
				profile.FirstName = err.Error()
			}
			out.WriteString("profile " + profile.FirstName + "; ")
		}
		if err := page.Execute(&out, []clerkhtmx.Page{customers.Page(ec), staff.Page(ec)}); err != nil {
			return err
		}
		return ec.String(http.StatusOK, out.String())
	}
	c.GET("/customers-last", show, staff.Middleware(), customers.Middleware())
	c.GET("/staff-last", show, staff.Middleware())
	c.GET("/no-staff", show)
	for _, path := range []string{"/customers-last", "/staff-last", "/no-staff"} {
		status, body := c.serve(c.customer(harness.Get(path)))
		require.Equal(t, http.StatusOK, status, body)
		assert.Contains(t, body, "profile customer@example.com; profile clerkhtmx: signed out; ", path)
		assert.Equal(t, 1, strings.Count(body, "the payroll"), path)
		assert.Equal(t, 1, strings.Count(body, "[in "), path)
		assert.Equal(t, 1, strings.Count(body, "<clerk-signed-in hidden>"), path)
		assert.Equal(t, 1, strings.Count(body, "&#34;userId&#34;:&#34;user_"), path)
	}
}

func TestFromIsTheInnermostKits(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	show := func(ec echo.Context) error {
		return ec.JSON(http.StatusOK, []bool{
			clerkhtmx.From(ec).SignedIn(), c.customers.kit.Auth(ec).SignedIn(), c.staff.kit.Auth(ec).SignedIn(),
		})
	}
	c.GET("/customers", show)
	c.GET("/staff-inside", show, c.staff.kit.Middleware())
	c.GET("/customers-again", show, c.staff.kit.Middleware(), c.customers.kit.Middleware())
	key := c.customers.clerk.CreateAPIKey(clerktest.MachineToken{Subject: "user_machine"})
	c.GET("/machines", func(ec echo.Context) error {
		return ec.String(http.StatusOK, clerkhtmx.From(ec).UserID+" "+c.customers.kit.Auth(ec).UserID)
	}, c.staff.kit.Middleware(), c.customers.kit.Protect(clerkhtmx.APIKey()))
	_, body := c.serve(harness.BearerOf("/machines", key.Token))
	assert.Equal(t, " user_machine", body, "a guard of the outer Kit makes that Kit no nearer")

	for path, want := range map[string]string{
		"/customers": "[true,true,false]", "/staff-inside": "[false,true,false]", "/customers-again": "[true,true,false]",
	} {
		_, body := c.serve(c.customer(harness.Get(path)))
		assert.Equal(t, want, strings.TrimSpace(body), path)
	}
}

func TestHooksAndCountsAreOfTheKitWhosePersonCame(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	v := (&harness.App{Echo: c.Echo}).Visitor()
	v.As(c.customer(harness.Get("/")))
	for range 3 {
		v.Do(harness.Get("/staff/payroll"))
		v.Do(harness.Request(http.MethodPost, "/staff-clerk/session"))
	}
	assert.Equal(t, []clerkhtmx.EventType{clerkhtmx.EventSignIn}, c.customers.log.Types())
	assert.Empty(t, c.staff.log.Types())
	assert.Equal(t, 1, c.customers.count.Of(clerkhtmx.MetricVerify))
	assert.Zero(t, c.staff.count.Of(clerkhtmx.MetricVerify))
	assert.Len(t, v.Own, 1, "one state cookie")

	v.As(c.customer(c.employee(harness.Get("/"))))
	v.Do(harness.Get("/staff/payroll"))
	assert.Equal(t, []clerkhtmx.EventType{clerkhtmx.EventSignIn}, c.staff.log.Types())
	assert.Len(t, v.Own, 2, "one state cookie for each Kit")
}

// A page that one Kit has reload may be reloaded by the other as well.
func TestRecoveryIsCountedByKit(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.GET("/account", harness.Reply("account"), c.customers.kit.Protect())
	v := (&harness.App{Echo: c.Echo}).Visitor()
	v.Clerk = []*http.Cookie{{Name: "__client_uat", Value: "1700000000"}}
	refreshes := func(path string) (n int) {
		for range 4 {
			if v.Do(harness.Get(path, "HX-Request", "true")).Header().Get("Hx-Refresh") != "" {
				n++
			}
		}
		return n
	}
	assert.Equal(t, 2, refreshes("/account"))
	assert.Equal(t, 2, refreshes("/staff/payroll"))
}

func TestTheVerdictInTheHeadersIsTheInnermostKits(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	res := (&harness.App{Echo: c.Echo}).Serve(c.employee(harness.Get("/staff/payroll")))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Empty(t, res.Header().Values("X-Clerk-Auth-Status"), "an employee is signed in, though not as a customer")
}

func TestAnApplicationVouchesForARequest(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	service := clerkhtmx.Auth{UserID: "user_service", OrgID: "org_1", OrgRole: "org:admin"}
	vouch := func(newContext func(context.Context, clerkhtmx.Auth) context.Context) echo.MiddlewareFunc {
		return func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(ec echo.Context) error {
				ec.SetRequest(ec.Request().WithContext(newContext(ec.Request().Context(), service)))
				return next(ec)
			}
		}
	}
	guarded := func(path string, vouch echo.MiddlewareFunc) {
		c.GET(path+"/customers", harness.Reply("ok"), vouch, c.customers.kit.Middleware(), c.customers.kit.Protect())
		c.GET(path+"/staff", harness.Reply("ok"), vouch, c.staff.kit.Middleware(), c.staff.kit.Protect(clerkhtmx.Role("org:admin")))
	}
	guarded("/every", vouch(clerkhtmx.NewContext))
	guarded("/own", vouch(c.staff.kit.NewContext))
	for path, want := range map[string]int{
		"/every/customers": http.StatusOK, "/every/staff": http.StatusOK,
		"/own/customers": http.StatusUnauthorized, "/own/staff": http.StatusOK,
	} {
		status, _ := c.serve(harness.Get(path))
		assert.Equal(t, want, status, path)
	}
}
