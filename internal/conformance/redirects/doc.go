// Package redirects holds the tests of where redirects, links and scripts lead: to the sign-in page, below the application's
// public address, and back to the page where people were. Hostile values in the request or the configuration lead nowhere else,
// where a JavaScript URL parser says where a browser would go. It has no code of its own.
package redirects
