// Package keys holds the tests of what an application does while Clerk's keys are fetched, rotated, under load or unavailable.
// It has no code of its own.
package keys
