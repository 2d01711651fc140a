// Package clerkhtmx is Clerk (clerk.com) for Go people who write HTML: Echo
// middleware that verifies the Clerk session of every request, HTML partials that
// are right at first paint and swap themselves by htmx when the session changes,
// and hooks that run once for each sign-in, sign-out and switch.
//
// A program makes one [Kit] and uses it in five places:
//
//	kit, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
//
//	e.Use(kit.Middleware())                          // 1. who is it?
//	kit.Register(e)                                  // 2. the kit's own routes
//	e.GET("/admin", admin, kit.Protect())            // 3. who may?
//	kit.OnSignIn(welcome)                            // 4. tell me
//	e.Render(200, "page.html", map[string]any{       // 5. show it
//		"Clerk": kit.Page(c),
//	})
//
// Handlers ask [From] who the request is from. The zero [Auth] is signed out, so a
// forgotten check fails closed.
//
// # Pages
//
// A template gets the kit as a [Page]: {{.Clerk.Head}} belongs in the page's head,
// {{.Clerk.UserButton}} where the button goes, and {{.Clerk.Fragment "account"}}
// shows a [Fragment], whose content follows the session without a reload.
//
// # Without Echo
//
// [Kit.HTTPMiddleware], [Kit.HTTPProtect], [Kit.Handler], [FromContext] and
// [Kit.PageFromContext] do the same for an application on net/http.
//
// # Tests
//
// Package clerktest, below this one, is a fake Clerk for tests: it signs requests in, mints
// tokens, and lets the real clerk-js run against it, without a network.
//
// # Reading the source
//
// Start with kit.go, which puts a Kit together. A request enters by echo.go or net_http.go and
// becomes an exchange, see exchange.go. authenticate.go has package internal/authn judge it,
// request_auth.go puts the verdict into the request's context, and auth.go reads it there. A
// guard is in protect.go, its answers are in refuse.go and refuse_htmx.go. A change of session
// goes through event.go to hooks.go. fragment.go and page.go render, and routes.go lists the
// kit's routes.
package clerkhtmx
