package safeurl

import (
	"net/netip"
	"strconv"
	"strings"
)

// IsHost reports whether every browser reads value, a host with or without a port, as
// it is spelled, but for the case. Names in Unicode do not count, nor do IP addresses
// in odd notations: a browser turns "müller.example" into Punycode, "evil。example" into
// "evil.example" and "127.1" into "127.0.0.1" before it looks them up and in all that it
// sends, so they never equal the host of a request.
func IsHost(value string) bool {
	name, port, hasPort := cutPort(value)
	if hasPort && !isPort(port) {
		return false
	}
	if literal, ok := strings.CutPrefix(name, "["); ok {
		return isIPv6Literal(literal)
	}
	return isName(name)
}

// cutPort cuts at the last colon, unless it is inside of brackets.
func cutPort(host string) (name, port string, hasPort bool) {
	colon := strings.LastIndexByte(host, ':')
	if colon < 0 || colon < strings.LastIndexByte(host, ']') {
		return host, "", false
	}
	return host[:colon], host[colon+1:], true
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil && s[0] != '0'
}

// isIPv6Literal reports whether s is an address in the one spelling that browsers use (WHATWG
// URL, section 3.6), which writes an embedded IPv4 address as hexadecimal digits.
func isIPv6Literal(s string) bool {
	inside, closed := strings.CutSuffix(s, "]")
	addr, err := netip.ParseAddr(inside)
	return closed && err == nil && addr.Is6() && addr.Zone() == "" && !addr.Is4In6() &&
		addr.String() == strings.ToLower(inside)
}

func isName(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if !isNameByte(s[i]) {
			return false
		}
	}
	if !endsInNumber(s) {
		return true
	}
	addr, err := netip.ParseAddr(s)
	return err == nil && addr.Is4()
}

func isNameByte(c byte) bool {
	lower := c | 0x20
	return 'a' <= lower && lower <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_'
}

// endsInNumber finds the names that browsers take for IPv4 addresses, however many
// numbers they have (WHATWG URL, section 3.5).
func endsInNumber(name string) bool {
	name = strings.TrimSuffix(name, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "" || last[0] < '0' || last[0] > '9' {
		return false
	}
	return strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") || strings.HasPrefix(last, "0X")
}
