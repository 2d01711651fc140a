// Package guards holds the tests of what guards let through and how they refuse browsers, htmx, scripts and API clients. It has
// no code of its own.
package guards
