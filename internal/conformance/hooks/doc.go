// Package hooks holds the tests of when hooks run, and of hooks and stores that fail. It has no code of its own.
package hooks
