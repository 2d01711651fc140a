package partials

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
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

// encodeOptions returns the options as JSON.
func (r *registry) encodeOptions(o Options) (string, error) {
	options, err := r.encodeProps("head", o)
	if err != nil || len(o.Other) == 0 {
		return cmp.Or(options, "{}"), err
	}
	for _, name := range slices.Sorted(maps.Keys(o.Other)) {
		if slices.Contains(scriptOptions(), name) {
			return "", &PropError{Component: "head", Prop: "Other." + name, Want: "left out: the script sets it"}
		}
		if slices.ContainsFunc(r.fields[reflect.TypeFor[Options]()], func(f field) bool { return f.name == name }) {
			return "", &PropError{Component: "head", Prop: "Other." + name, Want: "set in its own field"}
		}
	}
	other, err := json.Marshal(o.Other)
	if err != nil {
		return "", fmt.Errorf("partials: head: Other: %w", err)
	}
	if options == "" {
		return string(other), nil
	}
	return strings.TrimSuffix(options, "}") + "," + strings.TrimPrefix(string(other), "{"), nil
}

// scriptOptions are the options that the script sets, most of them functions.
func scriptOptions() []string {
	return []string{"nonce", "routerPush", "routerReplace", "ui"}
}

// Telemetry is what usage data clerk-js sends to Clerk.
type Telemetry struct {
	// Disabled sends none.
	Disabled bool `json:"disabled,omitempty"`
	// Debug logs to the console what it would send.
	Debug bool `json:"debug,omitempty"`
	// PerEventSampling = new(false) sends every event. Default true.
	PerEventSampling *bool `json:"perEventSampling,omitempty"`
}
