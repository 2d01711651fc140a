// Package csp builds a Content-Security-Policy from two lists of directives: those that Clerk
// needs, and those that an application adds.
//
// https://www.w3.org/TR/CSP3/
package csp

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The keywords of source lists that the kit uses itself.
const (
	Self          = "'self'"
	None          = "'none'"
	StrictDynamic = "'strict-dynamic'"
)

// placeholder stands for the nonce until the response is known. No source of an application can
// contain it.
const placeholder = "\x00"

// Nonce is the source that allows the tags with the response's nonce.
const Nonce = "'nonce-" + placeholder + "'"

// Directive is one directive and its sources.
type Directive struct {
	Name    string
	Sources []string
}

// Policy is a policy that lacks only the nonce.
type Policy struct {
	// parts are the texts between the places of the nonce.
	parts []string
}

// Header returns the value of the header for a response with the nonce, which must satisfy
// [IsNonce].
func (p Policy) Header(nonce string) string { return strings.Join(p.parts, nonce) }

// IsNonce reports whether the value is a nonce in the grammar of CSP: base64 or base64url, padded
// or not. Such a value cannot end the source that it is in.
func IsNonce(value string) bool {
	digits := strings.TrimRight(value, "=")
	return digits != "" && len(value)-len(digits) <= 2 && strings.Trim(digits, base64Digits) == ""
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"

// New adds the directives of an application to those that are needed. Its error lists every
// directive of the application that is wrong or cannot work.
//
// Sources are added to those of the same directive, each once. Sources take the place of 'none'.
// 'none' takes the place of 'self' alone, and is an error in a directive with other needed
// sources.
func New(needed []Directive, added map[string][]string) (Policy, error) {
	var errs []error
	directives := make([]Directive, 0, len(needed)+len(added))
	for _, d := range needed {
		directives = append(directives, Directive{d.Name, unique(d.Sources)})
	}
	for _, name := range slices.Sorted(maps.Keys(added)) {
		i := slices.IndexFunc(directives, func(d Directive) bool { return d.Name == name })
		if i < 0 {
			i = len(directives)
			directives = append(directives, Directive{name, fallback(directives, name)})
		}
		merged, err := merge(directives[i], added[name])
		if err != nil {
			errs = append(errs, fmt.Errorf("%q: %w", name, err))
		}
		directives[i].Sources = merged
	}
	if len(errs) > 0 {
		return Policy{}, errors.Join(errs...)
	}
	texts := make([]string, len(directives))
	for i, d := range directives {
		texts[i] = strings.Join(append([]string{d.Name}, d.Sources...), " ")
	}
	return Policy{strings.Split(strings.Join(texts, "; "), placeholder)}, nil
}

// fallback returns the sources that a new directive starts with. In browsers, script-src-elem and
// style-src-elem take the place of the directive that has Clerk's scripts and styles.
func fallback(directives []Directive, name string) []string {
	general, ok := strings.CutSuffix(name, "-elem")
	if !ok {
		return nil
	}
	for _, d := range directives {
		if d.Name == general {
			return d.Sources
		}
	}
	return nil
}

// merge returns the sources of a directive with those of the application.
func merge(needed Directive, added []string) ([]string, error) {
	if err := check(needed, added); err != nil {
		return nil, err
	}
	if slices.Contains(added, None) || slices.Equal(needed.Sources, []string{None}) {
		return unique(added), nil
	}
	return unique(slices.Concat(needed.Sources, added)), nil
}

// unique returns the sources without repetitions, in a slice of its own.
func unique(sources []string) []string {
	var once []string
	for _, source := range sources {
		if !slices.Contains(once, source) {
			once = append(once, source)
		}
	}
	return once
}
