package safeurl

import "strings"

// CutPath returns the part of path below prefix, which is empty or starts with a slash, and
// whether path is prefix or below it. It compares segments as they are spelled.
func CutPath(path, prefix string) (rest string, below bool) {
	rest, ok := strings.CutPrefix(path, prefix)
	return rest, ok && (rest == "" || rest[0] == '/')
}

// IsBelow reports whether path is prefix or below it. No path is below the empty prefix.
func IsBelow(path, prefix string) bool {
	_, below := CutPath(path, prefix)
	return below && prefix != ""
}

// IsPlainPath reports whether path is empty, or means the same in a URL, in an attribute of a
// cookie and in a header.
func IsPlainPath(path string) bool {
	const others = "/-._~"
	for _, c := range []byte(path) {
		letterOrDigit := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letterOrDigit && !strings.Contains(others, string(c)) {
			return false
		}
	}
	return path == "" || IsLocalPath(path) && !strings.Contains(path, "//")
}
