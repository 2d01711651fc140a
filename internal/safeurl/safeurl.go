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

// maxLength bounds what goes into a header. Servers and proxies take 8 to 32 KiB in all.
const maxLength = 16 << 10

// IsLocalPath reports whether every browser takes value for a path on this origin,
// also after it was unescaped once, as routers do.
func IsLocalPath(value string) bool {
	if !strings.HasPrefix(value, "/") || strings.HasPrefix(value, "//") || len(value) > maxLength || hasConfusingRune(value) {
		return false
	}
	u, err := url.Parse(value)
	if err != nil {
		return false
	}
	// u.Path is unescaped: "/%2Fevil.example" has become "//evil.example".
	// A space is just a space there, as in the name of a file.
	return !strings.HasPrefix(u.Path, "//") && !hasConfusingRune(strings.ReplaceAll(u.Path, " ", "")) && !hasDotSegment(u.Path)
}

// IsWebURL reports whether value is an absolute http or https URL, spelled out, with a host
// that passes [IsHost]. "https:evil.example" does not count: browsers add the missing slashes,
// and url.Parse does not.
func IsWebURL(value string) bool {
	if len(value) > maxLength || hasConfusingRune(value) {
		return false
	}
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && IsHost(u.Host) && u.User == nil
}

// hasConfusingRune finds characters that browsers drop (tab, newline) or turn around
// (backslash) before they look for the host.
func hasConfusingRune(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' })
}

// hasDotSegment finds "." and "..", which browsers also know as "%2e": "/.//evil.example"
// becomes "//evil.example" there, which leads away once a script reads it back.
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		segment = strings.ReplaceAll(strings.ReplaceAll(segment, "%2e", "."), "%2E", ".")
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
