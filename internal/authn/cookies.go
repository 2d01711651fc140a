package authn

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// Clerk's cookies. All but the last three also exist with the instance's suffix.
const (
	cookieSession        = "__session"
	cookieClientUAT      = "__client_uat"
	cookieRefresh        = "__refresh"
	cookieDevBrowser     = "__clerk_db_jwt"
	cookieHandshake      = "__clerk_handshake"
	cookieHandshakeNonce = "__clerk_handshake_nonce"
	cookieRedirectCount  = "__clerk_redirect_count"
)

// cookieNames are the cookies to look for, with one instance's suffix.
type cookieNames [cookieCount]string

// The indexes of cookieNames and cookieValues.
const (
	plainSession = iota
	suffixedSession
	plainClientUAT
	suffixedClientUAT
	suffixedRefresh // a refresh token without suffix is never read
	plainDevBrowser
	suffixedDevBrowser
	handshakeToken
	handshakeNonce
	redirectCount
	callersCookie // Config.Cookie
	cookieCount
)

func newCookieNames(suffix, callers string) cookieNames {
	return cookieNames{
		plainSession:       cookieSession,
		suffixedSession:    cookieSession + "_" + suffix,
		plainClientUAT:     cookieClientUAT,
		suffixedClientUAT:  cookieClientUAT + "_" + suffix,
		suffixedRefresh:    cookieRefresh + "_" + suffix,
		plainDevBrowser:    cookieDevBrowser,
		suffixedDevBrowser: cookieDevBrowser + "_" + suffix,
		handshakeToken:     cookieHandshake,
		handshakeNonce:     cookieHandshakeNonce,
		redirectCount:      cookieRedirectCount,
		callersCookie:      callers,
	}
}

// cookiePrefix is the start of all names. Cookies of others can be skipped quickly by it.
const cookiePrefix = "__"

// cookieValues are the values found. An empty cookie counts as missing.
type cookieValues [cookieCount]string

// read finds the cookies in a Cookie header. It goes over the header once, and
// like the parser of Clerk's backend takes the first cookie of a name (also when
// it is empty), keeps quotes and decodes percent signs. http.Request.Cookie
// differs in the last two.
func (n *cookieNames) read(header string) cookieValues {
	var values cookieValues
	var seen [cookieCount]bool
	for header != "" {
		pair, rest := header, ""
		if end := strings.IndexByte(header, ';'); end >= 0 {
			pair, rest = header[:end], header[end+1:]
		}
		header = rest
		pair = trimBlanks(pair)
		equals := strings.IndexByte(pair, '=')
		if !strings.HasPrefix(pair, cookiePrefix) || equals < 0 {
			continue
		}
		name, value := trimBlanks(pair[:equals]), trimBlanks(pair[equals+1:])
		for i := range n {
			if name == n[i] && !seen[i] {
				values[i], seen[i] = decodeCookie(value), true
				break
			}
		}
	}
	return values
}

// trimBlanks is strings.Trim for blanks and tabs, in a fraction of its time.
func trimBlanks(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	for s != "" && isBlank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// decodeCookie decodes percent signs. It returns value unchanged if the result is not text.
func decodeCookie(value string) string {
	if strings.IndexByte(value, '%') < 0 {
		return value
	}
	decoded, err := url.PathUnescape(value)
	if err != nil || !utf8.ValidString(decoded) {
		return value
	}
	return decoded
}

// parseClientUAT reads the number of seconds at the start of the value, decimal or hexadecimal,
// as JavaScript's parseInt does. A value without a number counts as 0, which means that no
// client is signed in. A number with too many digits counts as a time in the far future.
func parseClientUAT(value string) int64 {
	const farAhead = 1 << 53
	value = trimBlanks(value)
	digits, negative := strings.CutPrefix(value, "-")
	if !negative {
		digits = strings.TrimPrefix(value, "+")
	}
	base := int64(10)
	if len(digits) > 1 && digits[0] == '0' && digits[1]|0x20 == 'x' {
		base, digits = 16, digits[2:]
	}
	var seconds int64
	for i := range len(digits) {
		digit := digitValue(digits[i])
		if digit >= base {
			break
		}
		if seconds = base*seconds + digit; seconds > farAhead {
			seconds = farAhead
			break
		}
	}
	if negative {
		return -seconds
	}
	return seconds
}

// digitValue returns the value of a hexadecimal digit, and more than 15 for any other
// character.
func digitValue(c byte) int64 {
	switch lower := c | 0x20; {
	case '0' <= c && c <= '9':
		return int64(c - '0')
	case 'a' <= lower && lower <= 'f':
		return int64(lower-'a') + 10
	default:
		return 16
	}
}

// parseRedirectCount reads the loop counter. A value that is not a count is read as 0.
func parseRedirectCount(value string) int {
	count := 0
	for i := range len(value) {
		if value[i] < '0' || value[i] > '9' {
			return 0
		}
		count = min(10*count+int(value[i]-'0'), maxRedirects)
	}
	return count
}
