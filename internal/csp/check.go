package csp

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The kinds of directives, by what their values are.
const (
	sourceList = iota + 1
	tokens
	noValue
)

// kinds are the directives that browsers know: those of CSP level 3, Trusted Types and Upgrade
// Insecure Requests.
//
//nolint:gochecknoglobals // an immutable table
var kinds = map[string]int{
	"default-src": sourceList, "script-src": sourceList, "script-src-elem": sourceList, "script-src-attr": sourceList,
	"style-src": sourceList, "style-src-elem": sourceList, "style-src-attr": sourceList, "connect-src": sourceList,
	"img-src": sourceList, "font-src": sourceList, "media-src": sourceList, "manifest-src": sourceList,
	"frame-src": sourceList, "child-src": sourceList, "worker-src": sourceList, "object-src": sourceList,
	"base-uri": sourceList, "form-action": sourceList, "frame-ancestors": sourceList,
	"sandbox": tokens, "report-to": tokens, "report-uri": tokens,
	"trusted-types": tokens, "require-trusted-types-for": tokens,
	"upgrade-insecure-requests": noValue,
}

// mayBeEmpty are the directives with values that also mean something without any.
//
//nolint:gochecknoglobals // an immutable table
var mayBeEmpty = []string{"sandbox", "trusted-types"}

const unsafeInline = "'unsafe-inline'"

// keywords are those of source lists.
//
//nolint:gochecknoglobals // an immutable table
var keywords = []string{
	Self, None, StrictDynamic, unsafeInline, "'unsafe-eval'", "'wasm-unsafe-eval'", "'unsafe-hashes'", "'report-sample'",
	"'inline-speculation-rules'",
}

var (
	hash         = regexp.MustCompile(`^'sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2}'$`)
	schemeSource = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:$`)
	hostSource   = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*://)?(\*|(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)(:(\*|[0-9]+))?(/[^?#'"]*)?$`)
	// withoutQuotes finds a keyword, nonce or hash that browsers would take for a host.
	withoutQuotes = regexp.MustCompile(`(?i)^(self|none|strict-dynamic|unsafe-.*|wasm-unsafe-eval|report-sample|nonce-.*|sha(256|384|512)-.*)$`)
)

// check finds values that the application must not add to the directive.
func check(needed Directive, added []string) error {
	kind := kinds[needed.Name]
	switch {
	case kind == 0:
		return errors.New("is not a directive that browsers know: write its name in lower case, such as img-src")
	case kind == noValue && len(added) > 0:
		return errors.New("takes no value")
	case kind == sourceList && len(added) == 0:
		return errors.New("lists no source: write 'none' if it allows none")
	case kind == tokens && len(added) == 0 && !slices.Contains(mayBeEmpty, needed.Name):
		return errors.New("lists no value")
	}
	for _, value := range added {
		if err := checkValue(needed, value); err != nil {
			return fmt.Errorf("%q %w", value, err)
		}
	}
	if kind == sourceList && slices.Contains(added, None) {
		return checkNone(needed, added)
	}
	return nil
}

func checkValue(needed Directive, value string) error {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' || r == ';' || r == ',' }) {
		return errors.New("is not one value: it must not be empty, nor contain white space, ';', ',' or characters beyond ASCII")
	}
	if kinds[needed.Name] != sourceList {
		return nil
	}
	switch {
	case withoutQuotes.MatchString(value):
		return errors.New("needs single quotes around it, or browsers take it for a host")
	case strings.HasPrefix(value, "'nonce-"):
		return errors.New("would be the same in each response: the kit adds a fresh nonce, or that of Config.Nonce")
	case strings.HasPrefix(value, "'"):
		return checkQuoted(needed, value)
	case !schemeSource.MatchString(value) && !hostSource.MatchString(value):
		return errors.New("is not a source: write one such as data: or https://cdn.example.com")
	case slices.Contains(needed.Sources, StrictDynamic):
		return errStrictDynamic
	}
	return nil
}

// errStrictDynamic is for sources that browsers ignore, https://www.w3.org/TR/CSP3/#strict-dynamic-usage
var errStrictDynamic = errors.New("has no effect beside 'strict-dynamic': " +
	"put the nonce on the script's tag, or set CSP.Scripts to ScriptsFromSources")

func checkQuoted(needed Directive, value string) error {
	switch {
	case value == Self && slices.Contains(needed.Sources, StrictDynamic):
		return errStrictDynamic
	case value == unsafeInline && slices.Contains(needed.Sources, Nonce):
		return fmt.Errorf("has no effect beside a nonce: put the nonce on the tag, or add the hash of its content; for attributes there is %s-attr",
			strings.TrimSuffix(needed.Name, "-elem"))
	case !slices.Contains(keywords, value) && !hash.MatchString(value):
		return errors.New("is not a keyword or hash that browsers know")
	}
	return nil
}

// checkNone refuses a 'none' that browsers would ignore, or that would stop what Clerk needs.
func checkNone(needed Directive, added []string) error {
	if len(unique(added)) > 1 {
		return errors.New("has 'none' beside other sources: browsers then ignore 'none'")
	}
	for _, replaceable := range [][]string{nil, {None}, {Self}} {
		if slices.Equal(needed.Sources, replaceable) {
			return nil
		}
	}
	return errors.New("cannot be 'none', because Clerk needs " + strings.ReplaceAll(strings.Join(needed.Sources, " "), placeholder, "…"))
}
