// Package doctest tests that the documentation tells the truth: every block of Go in the README, the guides and the doc
// comments of the public packages is type-checked, and every block of HTML is rendered with a Page of a Kit.
//
// A fenced block of a guide has a language. The names that blocks use without declaring them, such as kit and e, are
// declared in testdata/prelude.go. Two comments before a block change what is done with it:
//
//	<!-- not compiled: reason -->  the block is left out
//	<!-- output of: template -->   the block is HTML that the template renders; tags and attributes are compared
//
// A block of a doc comment that starts with "<" or contains "{{" is HTML. One that starts with "{" is JSON. Tables of routes
// and of environment variables are left out. All others are Go.
package doctest
