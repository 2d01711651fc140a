// Package clerkhtmx adds Clerk (clerk.com) to applications that render HTML in Go. Middleware
// verifies the Clerk session of every request. HTML partials show the right content at first
// paint, and htmx replaces them when the session changes. Hooks run once for each sign-in,
// sign-out and switch.
//
// A program makes one [Kit] and uses it in five places:
//
//	kit, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
//
//	e.Use(kit.Middleware())                          // 1. who is it?
//	kit.Register(e)                                  // 2. the kit's own routes
//	e.GET("/admin", admin, kit.Protect())            // 3. who may?
//	kit.OnSignIn(welcome)                            // 4. tell me
//	e.GET("/", func(c echo.Context) error {          // 5. show it
//		return c.Render(200, "page.html", map[string]any{"Clerk": kit.Page(c)})
//	})
//
// Handlers call [From] to learn who made the request. The zero [Auth] is signed out, so a
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
// [Kit.HTTPMiddleware], [Kit.HTTPProtect], [Kit.Handler], [HTTPView], [FromContext] and
// [Kit.PageFromContext] do the same for an application on net/http.
//
// # Tests
//
// Package clerktest, below this one, is a fake Clerk for tests: it signs requests in, mints
// tokens, and lets the real clerk-js run against it, without a network.
//
// # Reading the source
//
// Start with kit.go, which puts a Kit together from a [Config]. A request enters by echo.go or
// net_http.go and becomes an exchange, see exchange.go. authenticate.go calls package
// internal/authn and puts the verdict into the request's context. auth.go makes an [Auth] of it.
// protect.go has the guard, requirement.go and machine.go what it may require. refuse.go and
// refuse_htmx.go write its refusals, with the addresses of package internal/signin. event.go
// notices a change of session, and hooks.go runs the handlers. fragment.go and page.go render,
// routes.go lists the kit's routes, and caching.go keeps personal answers out of caches.
package clerkhtmx
