// Package safeurl tells URLs that a browser may be sent to from those that lead
// somewhere else than they seem to, or run as script. It judges as browsers read, not
// as net/url does.
package safeurl

import (
	"net/url"
	"strings"
)

// Is reports whether a browser that follows value stays on this origin or
// goes to an http(s) page. Anything else might run as script.
func Is(value string) bool { return IsLocalPath(value) || IsWebURL(value) }

// IsLocalPath reports whether every browser takes value for a path on this origin,
// also after it was unescaped once, as routers do.
func IsLocalPath(value string) bool {
	if !strings.HasPrefix(value, "/") || hasConfusingRune(value) {
		return false
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return false
	}
	// u.Path is unescaped: "/%2Fevil.example" has become "//evil.example".
	return !strings.HasPrefix(u.Path, "//") && !hasConfusingRune(u.Path) && !hasDotSegment(u.Path)
}

// IsWebURL reports whether value is an absolute http or https URL, spelled out.
// "https:evil.example" is none: browsers add the slashes that url.Parse misses.
func IsWebURL(value string) bool {
	if hasConfusingRune(value) {
		return false
	}
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// hasConfusingRune finds what browsers drop (tab, newline) or turn around
// (backslash) before they look for the host.
func hasConfusingRune(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' })
}

// hasDotSegment finds "." and "..": "/.//evil.example" becomes "//evil.example" in
// a browser, which leads away once a script reads it back.
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
