package clerkhtmx

import "github.com/clerk-htmx/kit/partials"

// serveSignIn answers with the ready sign-in page. Clerk's form reads redirect_url and accepts
// only URLs of this origin and of origins that the instance allows.
func (k *Kit) serveSignIn(x exchange) error {
	site := k.site(x)
	return k.render(x, partials.SignInPage{
		Head: k.head(x, k.authFromContext(x.r.Context())),
		SignIn: partials.SignIn{
			Path: site.Path(k.cfg.SignInURL), Routing: partials.RoutingPath, SignUpURL: site.Path(k.cfg.SignUpURL),
		},
		FallbackURL: k.key.AccountPortalURL() + "/sign-in",
		Notice:      k.notice(x),
	})
}

// serveSignUp answers with the ready sign-up page.
func (k *Kit) serveSignUp(x exchange) error {
	site := k.site(x)
	return k.render(x, partials.SignUpPage{
		Head: k.head(x, k.authFromContext(x.r.Context())),
		SignUp: partials.SignUp{
			Path: site.Path(k.cfg.SignUpURL), Routing: partials.RoutingPath, SignInURL: site.Path(k.cfg.SignInURL),
		},
		FallbackURL: k.key.AccountPortalURL() + "/sign-up",
		Notice:      k.notice(x),
	})
}
