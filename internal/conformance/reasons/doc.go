// Package reasons holds the tests of the reasons why a request is signed out: the kit gives each of them, and the guide lists
// all. It has no code of its own.
package reasons
