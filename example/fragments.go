package main

import (
	"html/template"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/partials"
)

// registerFragments registers the pieces of the page that depend on the session. Each is a
// template of the same name in templates/fragments.html.
func registerFragments(kit *clerkhtmx.Kit, t *template.Template, log *hookLog) {
	signedIn := []clerkhtmx.Requirement{clerkhtmx.SignedIn()}
	signedOut := []clerkhtmx.Requirement{clerkhtmx.SignedOut()}
	view := func(name string) clerkhtmx.View { return kit.Template(t, name) }

	kit.Fragment("account", clerkhtmx.Fragment{
		Require: signedIn, Content: view("account-signed-in"), Fallback: view("account-signed-out"),
	})
	kit.Fragment("live", clerkhtmx.Fragment{
		Require: signedIn, Content: view("live-signed-in"), Fallback: view("live-signed-out"),
	})
	kit.Fragment("credentials", clerkhtmx.Fragment{
		Require: signedIn, Content: view("credentials-signed-in"), Fallback: view("credentials-signed-out"),
	})
	kit.Fragment("state", clerkhtmx.Fragment{Content: view("state")})
	kit.Fragment("signed-in-area", clerkhtmx.Fragment{Require: signedIn, Content: view("signed-in-area")})
	kit.Fragment("signed-out-area", clerkhtmx.Fragment{Require: signedOut, Content: view("signed-out-area")})
	kit.Fragment("hook-log", clerkhtmx.Fragment{Content: func(c echo.Context) (partials.Component, error) {
		return partials.Template(t, "hook-log", log.newest(c.Request().Context())), nil
	}})
	kit.Fragment("user", clerkhtmx.Fragment{
		Require: signedIn,
		Content: func(c echo.Context) (partials.Component, error) {
			profile, err := kit.Profile(c.Request().Context())
			if err != nil {
				return nil, err
			}
			return partials.Template(t, "user-signed-in", profile), nil
		},
		Fallback: view("user-signed-out"),
	})
	kit.Fragment("pages", clerkhtmx.Fragment{
		Require: signedIn, Content: view("pages-signed-in"), Fallback: view("pages-signed-out"),
	})
	kit.Fragment("profile", clerkhtmx.Fragment{
		Require: signedIn, Content: view("profile-signed-in"), Fallback: view("profile-signed-out"),
	})
	kit.Fragment("admin", clerkhtmx.Fragment{
		Require:  []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")},
		Content:  view("admin"),
		Fallback: view("admin-fallback"),
	})
	kit.Fragment("organization", clerkhtmx.Fragment{
		Require: signedIn, Content: view("organization-signed-in"), Fallback: view("organization-signed-out"),
	})
	kit.Fragment("request", clerkhtmx.Fragment{
		Require: signedIn, Content: view("request-signed-in"), Fallback: view("request-signed-out"),
	})
	kit.Fragment("vault", clerkhtmx.Fragment{
		Require: signedIn, Content: view("vault-signed-in"), Fallback: view("vault-signed-out"),
	})
}
