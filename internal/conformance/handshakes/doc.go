// Package handshakes holds the tests of which requests go through Clerk's handshake, and of what becomes of its outcome. It has
// no code of its own.
package handshakes
