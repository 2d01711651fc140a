// Package fragmentparams reads and writes the parameters of a fragment: "id" "42" in a template, ?id=42 in a URL.
//
// Both ways have the same bounds, so a page cannot show a fragment whose URL the server refuses.
package fragmentparams

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Bounds of the parameters of one fragment. The longest URL of a fragment fits into the 8 KiB that
// common proxies allow for a request line.
const (
	MaxParams      = 8
	MaxNameLength  = 64  // bytes
	MaxValueLength = 256 // bytes
)

const (
	maxEscapedLength = 3 * (MaxNameLength + MaxValueLength + len("=&"))
	maxQueryLength   = (MaxParams + 1) * maxEscapedLength // with a cacheBuster
)

// cacheBuster is the parameter that htmx 2 adds to each GET request if the page sets
// htmx.config.getCacheBusterParam. It is not a parameter of the fragment.
const cacheBuster = "org.htmx.cache-buster"

var (
	errPairs   = errors.New("parameters must be pairs of name and value")
	errTooMany = fmt.Errorf("more than %d parameters", MaxParams)
	errTooLong = fmt.Errorf("the query is longer than %d bytes", maxQueryLength)
	errEscapes = errors.New("the query is not well-formed")
	errNoName  = errors.New("the name of a parameter is empty")
	errName    = fmt.Errorf("the name of a parameter is longer than %d bytes", MaxNameLength)
)

// FromPairs makes parameters of names and values in turn, as templates pass them. A value is a
// string, an integer or a [fmt.Stringer]. Without any, the parameters are nil.
func FromPairs(pairs ...any) (map[string]string, error) {
	if len(pairs) == 0 {
		return nil, nil //nolint:nilnil // no parameters
	}
	if len(pairs)%2 != 0 {
		return nil, errPairs
	}
	params := make(map[string]string, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		name, ok := pair[0].(string)
		if !ok {
			return nil, fmt.Errorf("the name of a parameter must be a string, not %T", pair[0])
		}
		if _, twice := params[name]; twice {
			return nil, errTwice(name)
		}
		value, ok := text(pair[1])
		if !ok {
			return nil, fmt.Errorf("parameter %s must be a string, an integer or a fmt.Stringer, not %T", quote(name), pair[1])
		}
		params[name] = value
	}
	return params, Check(params)
}

// FromQuery makes parameters of the query of a fragment's URL. Without any, the parameters are nil.
func FromQuery(query string) (map[string]string, error) {
	if query == "" {
		return nil, nil //nolint:nilnil // no parameters
	}
	if len(query) > maxQueryLength {
		return nil, errTooLong
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, errEscapes // the cause repeats what a stranger sent
	}
	delete(values, cacheBuster)
	if len(values) == 0 {
		return nil, nil //nolint:nilnil // no parameters
	}
	params := make(map[string]string, len(values))
	for name, all := range values {
		if len(all) != 1 {
			return nil, errTwice(name)
		}
		params[name] = all[0]
	}
	return params, Check(params)
}

// Check returns an error for parameters beyond the bounds. It never repeats a value, which may be
// private.
func Check(params map[string]string) error {
	if len(params) > MaxParams {
		return errTooMany
	}
	for name, value := range params {
		switch {
		case name == "":
			return errNoName
		case name == cacheBuster:
			return fmt.Errorf("parameter %q is htmx's own", name)
		case len(name) > MaxNameLength:
			return errName
		case len(value) > MaxValueLength:
			return fmt.Errorf("the value of parameter %s is longer than %d bytes", quote(name), MaxValueLength)
		}
	}
	return nil
}

// Query is the query of the fragment's URL, sorted by name. It is empty without parameters.
func Query(params map[string]string) string {
	var query strings.Builder
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if query.Len() > 0 {
			query.WriteByte('&')
		}
		query.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(params[name]))
	}
	return query.String()
}

// Digest tells apart the fragments of one name in a page, as part of the id of their elements. It
// is a hash of the [Query]: an escaped query could be 8 KiB long, htmx sends the id in the header
// HX-Target, and selectors would have to escape it. A digest has lower-case letters and digits
// only.
func Digest(query string) string {
	sum := sha256.Sum256([]byte(query))
	return hex.EncodeToString(sum[:16]) // 128 bits: visitors cannot choose two values that collide
}

func errTwice(name string) error { return fmt.Errorf("parameter %s is given twice", quote(name)) }

// quote keeps an error short, whatever a stranger sent.
func quote(name string) string {
	if len(name) > MaxNameLength {
		return fmt.Sprintf("%q…", name[:MaxNameLength])
	}
	return fmt.Sprintf("%q", name)
}
