// Package statecookie keeps in a signed cookie what the server last knew of one browser.
// Sign-ins, sign-outs and switches are edges between two requests of that browser, which
// any replica can see: the second request brings the state of the first.
//
// Start with [Jar]. It reads the cookie of a request and makes the one for the response.
package statecookie
