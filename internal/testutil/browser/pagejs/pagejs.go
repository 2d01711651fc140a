// Package pagejs is what browser tests ask a page, whichever browser shows it.
package pagejs

import (
	_ "embed"
	"encoding/json"
)

//go:embed page.js
var source string

// Call returns the JavaScript expression that calls a method of page.js with these arguments.
func Call(method string, args ...string) string {
	list, err := json.Marshal(append([]string{method}, args...))
	if err != nil {
		panic(err) // strings can always be encoded
	}
	return "(" + source + ")(..." + string(list) + ")"
}
