// Package redirects holds the tests of where redirects, links and scripts lead when hostile values are in the request or the
// configuration. A JavaScript URL parser says where a browser would go. It has no code of its own.
package redirects
