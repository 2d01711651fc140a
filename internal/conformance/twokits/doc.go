// Package twokits holds the tests of applications with two Kits, each for a Clerk instance of its own. It has no code of its
// own.
package twokits
