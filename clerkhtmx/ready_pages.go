package clerkhtmx

import (
	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/partials"
)

// serveSignIn answers with the ready sign-in page. Clerk's form reads redirect_url and accepts
// only URLs of this origin and of origins that the instance allows.
func (k *Kit) serveSignIn(c echo.Context) error {
	site := k.site(c)
	return k.render(c, partials.SignInPage{
		Head: k.head(c, k.Auth(c)),
		SignIn: partials.SignIn{
			Path: site.path(k.cfg.SignInURL), Routing: partials.RoutingPath, SignUpURL: site.path(k.cfg.SignUpURL),
		},
		FallbackURL: k.key.AccountPortalURL() + "/sign-in",
		Notice:      k.notice(c),
	})
}

// serveSignUp answers with the ready sign-up page.
func (k *Kit) serveSignUp(c echo.Context) error {
	site := k.site(c)
	return k.render(c, partials.SignUpPage{
		Head: k.head(c, k.Auth(c)),
		SignUp: partials.SignUp{
			Path: site.path(k.cfg.SignUpURL), Routing: partials.RoutingPath, SignInURL: site.path(k.cfg.SignInURL),
		},
		FallbackURL: k.key.AccountPortalURL() + "/sign-up",
		Notice:      k.notice(c),
	})
}
