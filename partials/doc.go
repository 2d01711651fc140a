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
// Components with props from outside the program (a query, a template call) are made by [New]
// and [FromQuery], which refuse names and values that Clerk would not understand.
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
// do not keep it from anybody. Content that only some people may see belongs in a
// fragment, which the server renders only for those people.
//
// # Where to start
//
// Start with component_table.go, the table of all components. A component is a struct and
// one line of that table. It becomes HTML in three steps:
//
//   - The struct (sign_in.go, user.go, organization.go, button.go, control.go) holds
//     the props. [New] and [FromQuery] fill it in by name (decode.go, query.go), by the
//     tags of its fields (fields.go).
//   - Its Render calls renderElement, renderButton or renderControl, for the three
//     kinds of component. That checks URLs and choices (validate.go), encodes the
//     props as JSON (encode.go) and renders the nested components.
//   - The component's template writes the element, from the templates folder. The
//     registry (registry.go) has derived it from the template of the kind.
//
// [Fragment], [Head] and the pages have no props and no name, so they are not in the
// table; each has a template.
//
// # Adding a component
//
// Write the struct, with Clerk's props and a Render of one line, and add its line to
// the table. That is all that rendering takes. A component whose HTML is not that of its
// kind has a {{define}} of its name in the templates folder besides.
//
// Tests fail until the rest is there: Clerk's props and a golden file in the tests of
// this package, the method of clerkhtmx.Page and the row in docs/components.md (package
// clerkhtmx), the element in the browser script (static/browsertest).
package partials
