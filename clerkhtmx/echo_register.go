package clerkhtmx

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"
)

// Register mounts the kit's routes:
//
//	POST {BasePath}/session          the browser reports a change of session
//	GET  {BasePath}/fragments/:name  a registered Fragment
//	GET  {BasePath}/partials/:name   a component, its props as query values
//	GET  {BasePath}/static/:file     clerkhtmx.js and clerkhtmx.css
//	GET  {BasePath}/debug            why the request was judged as it was; development instances only
//	GET  SignInURL, SignInURL/*      the ready sign-in page, if SignInURL is a path
//	GET  SignUpURL, SignUpURL/*      the ready sign-up page, if SignUpURL is a path
//	     FrontendAPIProxy.Path, …/*  Clerk's Frontend API, if the path is set
//
// A page of the application's own wins if it is registered for the same path
// afterwards. The routes authenticate by themselves; whether [Kit.Middleware] is
// mounted on e does not matter to them.
//
// It panics if another Kit has taken one of these paths on e: two Kits need two
// BasePaths and sign-in pages.
func (k *Kit) Register(e *echo.Echo) {
	k.requireFreePaths(e)
	for _, r := range k.routes() {
		e.Add(r.method, r.echoPath(), func(c echo.Context) error { return echoError(r.serve(fromEcho(c))) }).Name = routeName
	}
	k.mounted.Store(true)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.registeredOn[e] = struct{}{}
}

// routeName marks the routes of Kits among those of an application.
const routeName = "clerkhtmx"

// echoPath is the path of the route in Echo's syntax.
func (r route) echoPath() string {
	return strings.NewReplacer(oneSegment, ":name", anythingBelow, "/*").Replace(r.path)
}

// requireFreePaths panics if another Kit has taken a path on e. The router would
// replace that Kit's handlers in silence.
func (k *Kit) requireFreePaths(e *echo.Echo) {
	k.mu.RLock()
	_, again := k.registeredOn[e]
	k.mu.RUnlock()
	if again {
		return
	}
	taken := map[string]bool{}
	for _, r := range e.Routes() {
		taken[r.Method+" "+r.Path] = r.Name == routeName
	}
	for _, r := range k.routes() {
		if taken[r.method+" "+r.path] {
			panic(fmt.Sprintf("clerkhtmx: Kit.Register: another Kit has mounted %s on this Echo: "+
				"give each Kit its own Config.BasePath, SignInURL, SignUpURL and FrontendAPIProxy.Path", r.path))
		}
	}
}
