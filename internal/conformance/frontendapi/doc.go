// Package frontendapi holds the tests of the Frontend API proxy, between real servers or connections in memory. It has no code
// of its own.
package frontendapi
