package guards_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestAnApplicationRefusesDocumentsWithPagesOfItsOwn(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.Refuse = func(c echo.Context, refusal clerkhtmx.Refusal) error {
			return c.HTML(refusal.Status, fmt.Sprintf("no: %q %q", refusal.Reason, refusal.SignInURL))
		}
	})
	a.Any("/admin", harness.Reply("secret"), a.Kit.Protect(clerkhtmx.Role("org:admin")))
	signIn := "/sign-in?redirect_url=" + url.QueryEscape(harness.Origin+"/admin")

	res := a.Serve(harness.Get("/admin", "Sec-Fetch-Dest", "document"))
	assert.Equal(t, http.StatusUnauthorized, res.Code)
	assert.Equal(t, `no: "session-token-and-uat-missing" "`+signIn+`"`, res.Body.String())
	assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))

	res = a.Serve(a.Clerk.SignedIn(harness.Get("/admin", "Sec-Fetch-Dest", "document"), a.Ada))
	assert.Equal(t, http.StatusForbidden, res.Code)
	assert.Equal(t, `no: "" ""`, res.Body.String())

	assert.Empty(t, a.Serve(harness.Get("/admin", "HX-Request", "true")).Body.String(), "htmx gets its headers")
	assert.Contains(t, a.Serve(harness.Get("/admin")).Body.String(), "authentication_invalid", "an API client gets JSON")
}

// A service worker that passes a navigation on takes its destination away.
func TestANavigationThatAServiceWorkerPassesOnIsADocument(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	passedOn := []string{"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "empty", "Accept", "text/html,*/*"}

	res := a.Serve(harness.Get("/dashboard", passedOn...))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
	assert.Contains(t, res.Header().Get("Location"), "/sign-in?")
	assert.Contains(t, res.Header().Get("Vary"), "Sec-Fetch-Mode")

	res = a.Serve(harness.Get("/whoami", append(passedOn, "Cookie", "__client_uat=1700000000")...))
	assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
	assert.Contains(t, res.Header().Get("Location"), "/v1/client/handshake?")

	for name, header := range map[string][]string{
		"a script's own request": {"Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Accept", "text/html,*/*"},
		"htmx":                   append(passedOn, "HX-Request", "true"),
	} {
		assert.Equal(t, http.StatusUnauthorized, a.Serve(harness.Get("/dashboard", header...)).Code, name)
	}
}

// The application is for one organization: a member with another active one is led to
// it by the handshake, others are refused.
func TestAnApplicationOfOneOrganization(t *testing.T) {
	t.Parallel()
	for _, bySlug := range []bool{false, true} {
		clerk := clerktest.New(t)
		acme := clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
		other := clerk.CreateOrganization(clerktest.Organization{Name: "Other"})
		organization := acme.ID
		if bySlug {
			organization = acme.Slug
		}
		a := harness.NewAppOn(t, clerk, func(cfg *clerkhtmx.Config) {
			cfg.OrganizationSync = clerkhtmx.OrganizationSync{PersonalAccountPatterns: []string{"/me"}, Organization: organization}
		})
		clerk.AddMember(acme, a.Ada, "org:member")
		clerk.AddMember(other, a.Ada, "org:member")
		a.GET("/dashboard", harness.Reply("dashboard"), a.Kit.Protect(clerkhtmx.Organization(organization)))
		a.GET("/me", harness.Reply("me"))
		document := harness.Get("/dashboard", "Sec-Fetch-Dest", "document")

		assert.Equal(t, http.StatusOK, a.Serve(clerk.SignedInTo(document, a.Ada, acme)).Code)
		for _, elsewhere := range []*http.Request{clerk.SignedInTo(document, a.Ada, other), clerk.SignedIn(document, a.Ada)} {
			res := a.Serve(elsewhere)
			assert.Equal(t, http.StatusTemporaryRedirect, res.Code)
			location, err := url.Parse(res.Header().Get("Location"))
			require.NoError(t, err)
			assert.Equal(t, organization, location.Query().Get("organization_id"))
		}
		looped := clerk.SignedInTo(document, a.Ada, other)
		looped.AddCookie(&http.Cookie{Name: "__clerk_redirect_count", Value: "3"})
		assert.Equal(t, http.StatusForbidden, a.Serve(looped).Code, "the handshake did not help")
		assert.Equal(t, http.StatusForbidden, a.Serve(clerk.SignedInTo(harness.Get("/dashboard"), a.Ada, other)).Code, "a script is not sent anywhere")
		assert.Equal(t, http.StatusOK, a.Serve(clerk.SignedIn(harness.Get("/me", "Sec-Fetch-Dest", "document"), a.Ada)).Code)
	}
	assert.False(t, clerkhtmx.Auth{UserID: "user_1", OrgID: "org_1", OrgSlug: "org_2"}.Has(clerkhtmx.Organization("org_2")), "a slug is not an id")
	for _, auth := range []clerkhtmx.Auth{{UserID: "user_1"}, {UserID: "user_1", OrgID: "org_1"}, {UserID: "user_1", OrgID: "org_1", OrgSlug: "acme"}} {
		assert.False(t, auth.Has(clerkhtmx.Organization("")), "an unset variable names no organization")
	}
}
