// Package strangers holds the tests of what it costs Clerk and other visitors when many made-up credentials arrive. It has no
// code of its own.
package strangers
