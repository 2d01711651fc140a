// Package partials renders Clerk's components as HTML: one struct per component,
// its fields being the props of Clerk's own documentation.
//
//	partials.UserButton{ShowName: true, AfterSwitchSessionURL: "/home"}
//
// renders
//
//	<clerk-user-button props='{"showName":true,"afterSwitchSessionUrl":"/home"}'></clerk-user-button>
//
// which the kit's script turns into Clerk's user button. Every struct is a
// [Component]. That is templ's interface too, so that a component can be used in
// any kind of Go page:
//
//   - templ: @partials.UserButton{ShowName: true}
//   - html/template: pass the result of [HTML], or use the Page of package
//     clerkhtmx, whose methods return template.HTML
//   - gomponents: g.NodeFunc(partials.Node(ctx, partials.UserButton{}))
//   - anything else: Render to an io.Writer
//
// The other way round, [Template], [Func], [Text] and [Trusted] make a Component of
// what the application renders, for the fields Content and Fallback.
//
// Components with props from outside the program (a query, a template call) are
// made by [New] and [FromQuery], which refuse what Clerk would not understand.
//
// # What is safe
//
// Text is escaped. Fields named …URL, and Path, take a path on this origin or an
// http(s) URL; anything else, such as a javascript: URL, makes Render fail. Nothing
// a field holds ends up in an htmx attribute, except the checked path of a
// [Fragment]. There is no inline script, no inline style and no event handler, so a
// strict Content-Security-Policy needs no exception.
//
// The control components ([SignedIn], [Protect] and so on) hide their content; they
// do not keep it from anybody. What people must not see belongs in a fragment, which
// the server renders only for those who may see it.
package partials
