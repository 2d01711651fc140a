// Package pathtoregexp matches paths against patterns in the language of path-to-regexp 6,
// in which Clerk's SDKs take the paths of organizations.
//
// In it ":slug" is a segment, ":slug(\\d+)" one of that form, "(.*)" a parameter
// without a name, "{/:page}?" a group, and "?", "*", "+" follow a parameter or group.
// A pattern covers the whole path, in either case, with or without a slash at the end.
//
// A pattern is an error if Go's regexp cannot express it: look-around in a parenthesis, and a
// parameter after a text of several characters without a slash.
//
// Start with pattern.go. [Compile] has the parser translate the pattern to a regular
// expression of Go (parser.go), and [Pattern.Match] gives its groups their names back.
package pathtoregexp
