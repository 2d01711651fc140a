package authn

import (
	"errors"
	"net/http"
	"strings"
)

// Bounds on cookies that Clerk asks to set. Browsers drop a cookie whose name and
// value are longer together (RFC 6265bis, section 5.7).
const (
	maxDirectives          = 50
	maxCookiePairSize      = 4096
	maxCookieDirectiveSize = maxCookiePairSize + 1024
)

// The errors of checkDirectives.
var (
	errTooManyDirectives  = errors.New("authn: too many cookies to set")
	errMalformedDirective = errors.New("authn: a cookie to set is malformed")
	// ErrCookieTooLong is a cause of a State: browsers would not keep the cookie.
	ErrCookieTooLong = errors.New("authn: a cookie to set is too long")
)

// checkDirectives returns those of the Set-Cookie values that are one well-formed
// cookie each. Clerk's backend copies them to the response as they are; the list
// is signed, but a line break in it would start a header of its own.
func checkDirectives(directives []string) ([]string, error) {
	if len(directives) > maxDirectives {
		return nil, errTooManyDirectives
	}
	var good []string
	var err error
	for _, directive := range directives {
		switch {
		case isTooLong(directive):
			err = errors.Join(err, ErrCookieTooLong)
		case isSetCookie(directive):
			good = append(good, directive)
		default:
			err = errors.Join(err, errMalformedDirective)
		}
	}
	return good, err
}

func isTooLong(directive string) bool {
	pair, _, _ := strings.Cut(directive, ";")
	return len(pair) > maxCookiePairSize || len(directive) > maxCookieDirectiveSize
}

func isSetCookie(directive string) bool {
	for i := range len(directive) {
		if directive[i] < ' ' || directive[i] > '~' {
			return false
		}
	}
	_, err := http.ParseSetCookie(directive)
	return err == nil
}

// lastSession returns the value of the last session cookie among the directives,
// "" if there is none or it is emptied.
func lastSession(directives []string) string {
	var session string
	for _, directive := range directives {
		pair, _, _ := strings.Cut(directive, ";")
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, cookieSession) {
			session, _, _ = strings.Cut(value, "=")
		}
	}
	return session
}
