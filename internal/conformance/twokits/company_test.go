package twokits_test

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// company is a program with two Clerk instances: one for customers, everywhere, and
// one for staff, below /staff. Each has an administrator of an organization of its own.
type company struct {
	*echo.Echo
	customers, staff   *tenant
	customer, employee func(*http.Request) *http.Request
}

// tenant is one Clerk instance with its Kit.
type tenant struct {
	clerk *clerktest.Clerk
	kit   *clerkhtmx.Kit
	log   *harness.EventLog
	count *harness.Tally
}

func newTenant(t *testing.T, host, basePath string) *tenant {
	t.Helper()
	i := &tenant{clerk: clerktest.NewWithConfig(t, clerktest.Config{FrontendAPIHost: host}), log: &harness.EventLog{}, count: &harness.Tally{Counts: map[string]int{}}}
	cfg := i.clerk.Config()
	cfg.BasePath, cfg.SignInURL, cfg.Metrics = basePath, basePath+"-sign-in", i.count
	cfg.Logger = slog.New(slog.DiscardHandler)
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	kit.OnAuthChange(i.log.Record)
	i.kit = kit
	return i
}

// admin signs requests in as an administrator of an organization.
func (i *tenant) admin(email string) func(*http.Request) *http.Request {
	user := i.clerk.CreateUser(clerktest.User{Email: email, FirstName: email})
	organization := i.clerk.CreateOrganization(clerktest.Organization{Name: email})
	i.clerk.AddMember(organization, user, "org:admin")
	return func(r *http.Request) *http.Request { return i.clerk.SignedInTo(r, user, organization) }
}

func newCompany(t *testing.T) *company {
	t.Helper()
	c := &company{Echo: echo.New(), customers: newTenant(t, "clerk.customers.test", "/clerk"), staff: newTenant(t, "clerk.staff.test", "/staff-clerk")}
	c.customer, c.employee = c.customers.admin("customer@example.com"), c.staff.admin("employee@example.com")
	admin := []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")}
	for _, i := range []*tenant{c.customers, c.staff} {
		i.kit.Fragment("payroll", clerkhtmx.Fragment{Require: admin, Content: harness.Text("the payroll"), Fallback: harness.Text("not for you")})
	}
	c.Use(c.customers.kit.Middleware())
	c.customers.kit.Register(c.Echo)
	c.staff.kit.Register(c.Echo)
	c.Group("/staff", c.staff.kit.Middleware()).GET("/payroll", harness.Reply("the payroll"), c.staff.kit.Protect(admin...))
	return c
}

func (c *company) serve(r *http.Request) (status int, body string) {
	app := &harness.App{Echo: c.Echo}
	res := app.Serve(r)
	return res.Code, res.Body.String()
}
