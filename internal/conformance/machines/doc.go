// Package machines holds the tests of what becomes of machine tokens: on routes that ask for them and on others, hostile ones,
// those that Clerk answers oddly about, and many at random, whose verdicts are compared with those of Clerk's JavaScript
// backend. It has no code of its own.
package machines
