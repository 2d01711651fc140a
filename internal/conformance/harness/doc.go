// Package harness holds what the tests of whole behaviors share: small applications on a Kit, requests to them, signing keys,
// and transports without a network. The tests below internal/conformance and the external tests of clerkhtmx use it.
//
// It is test code: nothing that users build into their server imports it.
package harness
