// Package caching holds the tests of which answers caches may store, and of the form in which the script is sent to them. It has
// no code of its own.
package caching
