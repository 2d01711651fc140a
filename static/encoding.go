package static

import (
	"net/http"
	"strconv"
	"strings"
)

const acceptEncoding = "Accept-Encoding"

// representation returns the content that the request accepts, with its content coding; "" is none. It says so in the
// response's Vary.
//
// A Vary that names Accept-Encoding already comes from a middleware that compresses. Echo's Gzip compresses whatever it is
// given, without a look at its Content-Encoding, so it is given the plain content.
func (a Asset) representation(response, request http.Header) (encoding, content string) {
	if lists(response.Values("Vary"), acceptEncoding) {
		return "", a.Content
	}
	response.Add("Vary", acceptEncoding)
	accepted := request.Values(acceptEncoding)
	switch {
	case a.brotli != "" && accepts(accepted, "br"):
		return "br", a.brotli
	case a.gzip != "" && accepts(accepted, "gzip"):
		return "gzip", a.gzip
	default:
		return "", a.Content
	}
}

// accepts reports whether the values of an Accept-Encoding header allow the coding, RFC 9110 §12.5.3. A coding that is
// named goes before "*", and a weight of 0 forbids.
func accepts(values []string, coding string) bool {
	accepted := false
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, parameter, _ := strings.Cut(item, ";")
		name = strings.TrimSpace(name)
		if strings.EqualFold(name, coding) {
			return allows(parameter)
		}
		if name == "*" {
			accepted = allows(parameter)
		}
	}
	return accepted
}

// allows reports whether the parameter of a coding is a weight above 0, or missing.
func allows(parameter string) bool {
	name, value, found := strings.Cut(strings.TrimSpace(parameter), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return parameter == ""
	}
	weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && weight > 0
}

// lists reports whether comma-separated values hold a name, in any case.
func lists(values []string, name string) bool {
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if strings.EqualFold(strings.TrimSpace(item), name) {
			return true
		}
	}
	return false
}
