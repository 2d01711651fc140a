package clerkhtmx_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestHas(t *testing.T) {
	t.Parallel()
	admin := clerkhtmx.Auth{
		UserID: "user_1", SessionID: "sess_1", SessionStatus: "active",
		OrgID: "org_1", OrgRole: "org:admin",
		OrgPermissions: []string{"org:invoices:create"},
		Features:       []string{"o:dashboard", "u:export", "uo:search", "x:odd"},
		Plans:          []string{"o:pro", "u:free"},
	}
	personal := clerkhtmx.Auth{UserID: "user_1", SessionID: "sess_1", OrgRole: "org:admin", OrgPermissions: admin.OrgPermissions}
	signedOut := clerkhtmx.Auth{}
	always := func(clerkhtmx.Auth) bool { return true }
	type requirements = []clerkhtmx.Requirement

	tests := []struct {
		name string
		auth clerkhtmx.Auth
		ask  requirements
		want bool
	}{
		{"nothing asked is never met", admin, nil, false},
		{"a user is signed in", admin, requirements{clerkhtmx.SignedIn()}, true},
		{"the zero Auth is not signed in", signedOut, requirements{clerkhtmx.SignedIn()}, false},
		{"the zero Auth is signed out", signedOut, requirements{clerkhtmx.SignedOut()}, true},
		{"a user is not signed out", admin, requirements{clerkhtmx.SignedOut()}, false},

		{"a role may be asked for without its prefix", admin, requirements{clerkhtmx.Role("admin")}, true},
		{"a role may be asked for with its prefix", admin, requirements{clerkhtmx.Role("org:admin")}, true},
		{"repeated prefixes collapse", admin, requirements{clerkhtmx.Role("org:org:admin")}, true},
		{"a role may be held without its prefix", clerkhtmx.Auth{UserID: "user_1", OrgID: "org_1", OrgRole: "admin"}, requirements{clerkhtmx.Role("org:admin")}, true},
		{"another role is not met", admin, requirements{clerkhtmx.Role("member")}, false},
		{"roles are case-sensitive", admin, requirements{clerkhtmx.Role("Admin")}, false},
		{"an empty role is never met", clerkhtmx.Auth{UserID: "user_1", OrgID: "org_1"}, requirements{clerkhtmx.Role("")}, false},
		{"a role without an organization is not met", personal, requirements{clerkhtmx.Role("admin")}, false},

		{"a permission held is met", admin, requirements{clerkhtmx.Permission("org:invoices:create")}, true},
		{"a permission may be asked for without its prefix", admin, requirements{clerkhtmx.Permission("invoices:create")}, true},
		{"a permission held without its prefix is none", clerkhtmx.Auth{UserID: "user_1", OrgID: "org_1", OrgPermissions: []string{"invoices:create"}},
			requirements{clerkhtmx.Permission("invoices:create")}, false},
		{"a permission not held is not met", admin, requirements{clerkhtmx.Permission("org:invoices:delete")}, false},
		{"a permission without an organization is not met", personal, requirements{clerkhtmx.Permission("org:invoices:create")}, false},

		{"an unscoped feature is looked for in the organization", admin, requirements{clerkhtmx.Feature("dashboard")}, true},
		{"an unscoped feature is looked for in the user", admin, requirements{clerkhtmx.Feature("export")}, true},
		{"a scoped feature is looked for in its scope", admin, requirements{clerkhtmx.Feature("org:dashboard")}, true},
		{"a scoped feature is not looked for elsewhere", admin, requirements{clerkhtmx.Feature("user:dashboard")}, false},
		{"a feature of both scopes is found in either", admin, requirements{clerkhtmx.Feature("u:search"), clerkhtmx.Feature("o:search")}, true},
		{"a feature of both scopes, told the other way around, too", clerkhtmx.Auth{UserID: "user_1", Features: []string{"ou:search"}},
			requirements{clerkhtmx.Feature("user:search"), clerkhtmx.Feature("organization:search")}, true},
		{"of an asked feature with more colons the second piece counts", admin, requirements{clerkhtmx.Feature("org:dashboard:x")}, true},
		{"a scope alone asks for a feature of its name", clerkhtmx.Auth{UserID: "user_1", Features: []string{"o:org"}}, requirements{clerkhtmx.Feature("org:")}, true},
		{"a scope alone does not ask for any feature", admin, requirements{clerkhtmx.Feature("org:")}, false},
		{"a scope that has a known one's letter is unknown", clerkhtmx.Auth{UserID: "user_1", Features: []string{"xo:odd", "oo:odd"}}, requirements{clerkhtmx.Feature("odd")}, false},
		{"a machine does not count as signed out", clerkhtmx.Auth{TokenType: clerkhtmx.TokenTypeAPIKey, UserID: "user_1"}, requirements{clerkhtmx.SignedOut()}, false},
		{"a machine does not count as signed in", clerkhtmx.Auth{TokenType: clerkhtmx.TokenTypeAPIKey, UserID: "user_1"}, requirements{clerkhtmx.SignedIn()}, false},
		{"an unknown asked scope is never met", admin, requirements{clerkhtmx.Feature("x:odd")}, false},
		{"an entry with an unknown scope is ignored", admin, requirements{clerkhtmx.Feature("odd")}, false},
		{"a claim entry without a scope grants nothing", clerkhtmx.Auth{UserID: "user_1", Features: []string{"o:dashboard", "odd"}},
			requirements{clerkhtmx.Feature("dashboard")}, false},
		{"a plan is looked up like a feature", admin, requirements{clerkhtmx.Plan("org:pro"), clerkhtmx.Plan("free")}, true},
		{"a plan of the other scope is not met", admin, requirements{clerkhtmx.Plan("user:pro")}, false},

		{"all requirements must be met", admin, requirements{clerkhtmx.SignedIn(), clerkhtmx.Role("member")}, false},
		{"any of several is enough", admin, requirements{clerkhtmx.Any(clerkhtmx.Role("member"), clerkhtmx.Role("admin"))}, true},
		{"any of no requirements is never met", admin, requirements{clerkhtmx.Any()}, false},
		{"a condition is asked", admin, requirements{clerkhtmx.Where(func(a clerkhtmx.Auth) bool { return a.OrgID == "org_1" })}, true},
		{"the zero requirement is never met", admin, requirements{{}}, false},
		{"the zero requirement is not met by a signed-out request either", signedOut, requirements{{}}, false},
		{"a condition that is nil is never met", admin, requirements{clerkhtmx.Where(nil)}, false},
		{"a condition that is nil is not met by a signed-out request either", signedOut, requirements{clerkhtmx.Where(nil)}, false},
		{"a machine does not meet a condition that is nil", clerkhtmx.Auth{TokenType: clerkhtmx.TokenTypeAPIKey, UserID: "user_1"}, requirements{clerkhtmx.Where(nil)}, false},
		{"with others, it is not met either", admin, requirements{clerkhtmx.SignedIn(), {}}, false},
		{"any of several may be met beside it", admin, requirements{clerkhtmx.Any(clerkhtmx.Requirement{}, clerkhtmx.Where(nil), clerkhtmx.SignedIn())}, true},
		{"any of requirements that are never met is never met", admin, requirements{clerkhtmx.Any(clerkhtmx.Requirement{}, clerkhtmx.Where(nil))}, false},
		{"a condition is not asked of the signed out", signedOut, requirements{clerkhtmx.Where(always)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.auth.Has(tt.ask...))
		})
	}
}

func TestARequirementWithoutAConditionLetsNobodyIn(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	for name, requirement := range map[string]clerkhtmx.Requirement{
		"zero": {}, "where": clerkhtmx.Where(nil), "any": clerkhtmx.Any(clerkhtmx.Requirement{}, clerkhtmx.Where(nil)),
	} {
		a.GET("/guarded/"+name, func(c echo.Context) error { return c.String(http.StatusOK, "let in") }, a.Kit.Protect(requirement))
		a.Kit.Fragment(name, clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{requirement}, Content: harness.Text("let in"), Fallback: harness.Text("not for you")})

		assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Get("/guarded/"+name)).Code, name)
		assert.Equal(t, http.StatusForbidden, a.Serve(a.Clerk.SignedIn(harness.Get("/guarded/"+name), a.Ada)).Code, name)
		assert.Equal(t, "not for you", a.Serve(harness.Get("/clerk/fragments/"+name)).Body.String(), name)
		assert.Equal(t, "not for you", a.Serve(a.Clerk.SignedIn(harness.Get("/clerk/fragments/"+name), a.Ada)).Body.String(), name)
	}
}

func TestReverification(t *testing.T) {
	t.Parallel()
	age := func(first, second int) *[2]int { return &[2]int{first, second} }
	tests := []struct {
		name  string
		age   *[2]int
		level clerkhtmx.ReverificationLevel
		want  bool
	}{
		{"a token that does not tell is not verified", nil, clerkhtmx.ReverificationLax(), false},
		{"never verified is not verified", age(-1, -1), clerkhtmx.ReverificationLax(), false},
		{"the second factor counts where there is one", age(500, 5), clerkhtmx.ReverificationStrict(), true},
		{"an old second factor is too old", age(0, 11), clerkhtmx.ReverificationStrict(), false},
		{"the limit itself is too old", age(0, 10), clerkhtmx.ReverificationStrict(), false},
		{"a minute below the limit is fresh", age(0, 9), clerkhtmx.ReverificationStrict(), true},
		{"without a second factor the first counts", age(5, -1), clerkhtmx.ReverificationStrict(), true},
		{"moderate allows an hour", age(0, 59), clerkhtmx.ReverificationModerate(), true},
		{"lax allows a day", age(0, 1439), clerkhtmx.ReverificationLax(), true},
		{"multi factor wants both", age(5, 5), clerkhtmx.ReverificationStrictMFA(), true},
		{"multi factor does not take one", age(11, 5), clerkhtmx.ReverificationStrictMFA(), false},
		{"multi factor does not take the other one", age(5, 11), clerkhtmx.ReverificationStrictMFA(), false},
		{"without a second factor, multi factor asks for the first only", age(5, -1), clerkhtmx.ReverificationStrictMFA(), true},
		{"a first factor that was never verified is not fresh", age(-1, 0), clerkhtmx.ReverificationLevel{Level: clerkhtmx.FirstFactor, AfterMinutes: 10}, false},
		{"an hour itself is too old for moderate", age(0, 60), clerkhtmx.ReverificationModerate(), false},
		{"a day itself is too old for lax", age(0, 1440), clerkhtmx.ReverificationLax(), false},
		{"an impossible age of the second factor is not verified", age(0, -2), clerkhtmx.ReverificationStrict(), false},
		{"multi factor without a first is not met", age(-1, 5), clerkhtmx.ReverificationStrictMFA(), false},
		{"first factor asks for the first", age(5, 500), clerkhtmx.ReverificationLevel{Level: clerkhtmx.FirstFactor, AfterMinutes: 10}, true},
		{"an unknown level is never met", age(0, 0), clerkhtmx.ReverificationLevel{Level: "third_factor", AfterMinutes: 10}, false},
		{"a limit of zero is never met", age(0, 0), clerkhtmx.ReverificationLevel{Level: clerkhtmx.FirstFactor}, false},
		{"an impossible age is not verified", age(-2, 0), clerkhtmx.ReverificationStrict(), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			auth := clerkhtmx.Auth{UserID: "user_1", FactorVerificationAge: tt.age}
			assert.Equal(t, tt.want, auth.Has(clerkhtmx.Reverification(tt.level)))
		})
	}
}

func TestAConditionWithAContextMayFail(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	failure := errors.New("the database is down")
	asked := 0
	condition := func(met bool, err error) clerkhtmx.Requirement {
		return clerkhtmx.WhereContext(func(ctx context.Context, auth clerkhtmx.Auth) (bool, error) {
			asked++
			assert.Equal(t, auth.UserID, clerkhtmx.FromContext(ctx).UserID, "the context is the request's")
			return met, err
		})
	}
	for name, tt := range map[string]struct {
		requirement clerkhtmx.Requirement
		status      int
		asked       int
	}{
		"met":                          {condition(true, nil), http.StatusOK, 1},
		"not met":                      {condition(false, nil), http.StatusForbidden, 1},
		"failed":                       {condition(false, failure), http.StatusInternalServerError, 1},
		"met and failed":               {condition(true, failure), http.StatusInternalServerError, 1},
		"nil":                          {clerkhtmx.WhereContext(nil), http.StatusForbidden, 0},
		"one of several is met":        {clerkhtmx.Any(condition(false, failure), clerkhtmx.SignedIn()), http.StatusOK, 1},
		"none of several, one failed":  {clerkhtmx.Any(condition(false, failure), clerkhtmx.Role("org:admin")), http.StatusInternalServerError, 1},
		"none of several, none failed": {clerkhtmx.Any(condition(false, nil), clerkhtmx.Role("org:admin")), http.StatusForbidden, 1},
	} {
		a.GET("/guarded", harness.Reply("let in"), a.Kit.Protect(tt.requirement))
		a.Kit.Fragment("guarded", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{tt.requirement}, Content: harness.Text("let in"), Fallback: harness.Text("not for you")})
		asked = 0
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/guarded"), a.Ada))
		assert.Equal(t, tt.status, res.Code, name)
		assert.Equal(t, tt.asked, asked, name)
		assert.NotContains(t, res.Body.String(), "database", name)

		res = a.Serve(a.Clerk.SignedIn(harness.Get("/clerk/fragments/guarded"), a.Ada))
		want := map[int]int{http.StatusForbidden: http.StatusOK}[tt.status] // the fallback
		if want == 0 {
			want = tt.status
		}
		assert.Equal(t, want, res.Code, name)
		assert.Equal(t, tt.status == http.StatusOK, res.Body.String() == "let in", name)

		asked = 0
		assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Get("/guarded")).Code, name)
		assert.Zero(t, asked, "nobody is signed in")
	}
	assert.False(t, clerkhtmx.Auth{UserID: "user_1"}.Has(clerkhtmx.WhereContext(func(context.Context, clerkhtmx.Auth) (bool, error) { return true, failure })))
	assert.True(t, clerkhtmx.Auth{UserID: "user_1"}.Has(clerkhtmx.WhereContext(func(context.Context, clerkhtmx.Auth) (bool, error) { return true, nil })))
}
