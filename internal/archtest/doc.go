// Package archtest holds the tests of the module's structure: which package may import which, what an adopter downloads, and
// what the public API is. It has no code of its own.
//
// The linter knows the same rules (depguard in .golangci.yml) and shows them in the editor; these tests hold wherever tests
// run, and they look through packages, where the linter sees single import lines.
package archtest
