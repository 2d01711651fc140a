package clerkhtmx_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

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
