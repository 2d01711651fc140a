// Package backendapi holds the tests of what the kit asks of Clerk's Backend API for the application: the user, changes to the
// user, and the end of a session. It has no code of its own.
package backendapi
