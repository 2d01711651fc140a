package clerkhtmx_test

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// overwrite writes into all that an Auth refers to.
func overwrite(auth clerkhtmx.Auth) {
	fields := reflect.ValueOf(auth)
	for i := range fields.NumField() {
		switch field := fields.Field(i); {
		case !fields.Type().Field(i).IsExported():
		case field.Kind() == reflect.Slice && field.Len() > 0:
			field.Index(0).SetString("overwritten")
		case field.Kind() == reflect.Pointer && !field.IsNil():
			field.Elem().SetZero()
		}
	}
}

// The kit remembers verified tokens. Application code that writes to its Auth, as when it
// sorts the permissions, changes nothing for other requests with the same token.
func TestAnAuthIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme", Slug: "acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, OrganizationID: acme.ID})
	token := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{
		"o":   map[string]any{"id": acme.ID, "slg": "acme", "rol": "admin", "per": "read,manage", "fpm": "3"},
		"fea": "o:dashboard,u:export", "pla": "o:pro,u:free", "fva": []int{3, 5}, "act": map[string]any{"sub": "user_support", "sid": "sess_support"},
	}})
	given := clerkhtmx.Auth{UserID: "user_1", OrgPermissions: []string{"org:a:b"}, FactorVerificationAge: &[2]int{3, 5}, Actor: &clerkhtmx.Actor{UserID: "user_2"}}
	whoami := func() string { return a.Serve(harness.BearerOf("/whoami", token)).Body.String() }
	before := whoami()
	require.Contains(t, before, "org:dashboard:manage")
	require.Contains(t, before, "user_support")

	condition := func(auth clerkhtmx.Auth) bool {
		overwrite(auth)
		return true
	}
	for name, write := range map[string]func(echo.Context){
		"From":            func(c echo.Context) { overwrite(clerkhtmx.From(c)) },
		"Peek":            func(c echo.Context) { overwrite(clerkhtmx.Peek(c.Request().Context())) },
		"Kit.Auth":        func(c echo.Context) { overwrite(a.Kit.Auth(c)) },
		"Page":            func(c echo.Context) { overwrite(a.Kit.Page(c).Auth) },
		"PageFromContext": func(c echo.Context) { overwrite(a.Kit.PageFromContext(c.Request().Context()).Auth) },
		"VerifyToken": func(c echo.Context) {
			auth, err := a.Kit.VerifyToken(c.Request().Context(), token)
			require.NoError(t, err)
			overwrite(auth)
		},
		"Where": func(c echo.Context) { clerkhtmx.From(c).Has(clerkhtmx.Where(condition)) },
		"WhereContext": func(c echo.Context) {
			clerkhtmx.From(c).Has(clerkhtmx.WhereContext(func(_ context.Context, auth clerkhtmx.Auth) (bool, error) { return condition(auth), nil }))
		},
		"a condition of a guard": func(c echo.Context) {
			guarded := a.Kit.Protect(clerkhtmx.Where(condition))(func(c echo.Context) error { return nil })
			require.NoError(t, guarded(c))
		},
	} {
		a.GET("/overwrite", func(c echo.Context) error {
			write(c)
			return c.NoContent(http.StatusNoContent)
		})
		require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/overwrite", token)).Code)
		assert.Equal(t, before, whoami(), name)

		r := harness.Get("/overwrite")
		ctx := clerkhtmx.NewContext(r.Context(), given)
		a.Serve(r.WithContext(ctx))
		assert.Equal(t, 3, given.FactorVerificationAge[0], name)
		assert.Equal(t, "user_2", given.Actor.UserID, name)
		assert.Equal(t, []string{"org:a:b"}, given.OrgPermissions, name)
	}
}

func TestAuthTellsWhenItsTokenRunsOut(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	expiresAt := func(r *http.Request) time.Time {
		res := a.Serve(r)
		require.Equal(t, http.StatusOK, res.Code)
		return harness.DecodeJSON[clerkhtmx.Auth](t, res).ExpiresAt
	}
	soon := time.Now().Add(20 * time.Second).Truncate(time.Second).UTC()
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	token := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, ExpiresAt: soon})
	for range 2 { // the second time it is a token seen before
		assert.Equal(t, soon, expiresAt(harness.BearerOf("/whoami", token)))
	}
	inAnHour := expiresAt(a.Clerk.WithSession(harness.Get("/whoami"), session))
	assert.WithinDuration(t, time.Now().Add(time.Hour), inAnHour, time.Minute)

	pending := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID, Pending: true})
	assert.Zero(t, expiresAt(a.Clerk.WithSession(harness.Get("/whoami"), pending)))
	assert.Zero(t, expiresAt(harness.Get("/whoami")))
}
