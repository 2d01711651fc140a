package partials

import (
	"encoding/json"
	"fmt"
)

// encodeProps returns c's props as JSON, or "" if all are at their defaults.
func (r *registry) encodeProps(name string, c any) (string, error) {
	if err := r.validate(name, c); err != nil {
		return "", err
	}
	props, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("partials: %s: %w", name, err)
	}
	if string(props) == "{}" {
		return "", nil
	}
	return string(props), nil
}
