package sessiontoken

import (
	"math"
	"slices"
	"strings"
)

// readFactorVerificationAge reads two numbers of minutes, each -1 or at least 0. It drops
// fractions, which do not change a comparison with whole minutes.
func readFactorVerificationAge(value string) *[2]int {
	var ages [2]int
	n, valid := 0, true
	isArray := jsonElements(value, func(element string) {
		age, ok := jsonNumber(element)
		valid = valid && ok && n < len(ages) && (age == -1 || age >= 0)
		if valid {
			ages[n] = int(min(age, math.MaxInt32))
		}
		n++
	})
	if !isArray || !valid || n != len(ages) {
		return nil
	}
	return &ages
}

func readNumericDate(value string) numericDate {
	const farthest = 8.64e12 // the last second that JavaScript's Date knows
	n, ok := jsonNumber(value)
	if !ok || math.Abs(n) > farthest {
		return numericDate{present: true}
	}
	return numericDate{present: true, valid: true, seconds: n}
}

// readAudience reads a string or an array of strings. An empty string counts as missing.
func readAudience(value string) (audience []string, malformed bool) {
	if isFalsy(value) {
		return nil, false
	}
	if s, ok := JSONString(value); ok {
		return []string{s}, false
	}
	audience, ok := JSONStrings(value)
	return slices.DeleteFunc(audience, func(s string) bool { return s == "" }), !ok
}

// isFalsy reports whether JavaScript takes the JSON value for false.
func isFalsy(value string) bool {
	switch value {
	case `""`, "null", "false":
		return true
	}
	n, ok := jsonNumber(value)
	return ok && n == 0
}

// withoutScheme turns the issuer, an origin, into a host.
func withoutScheme(issuer string) string {
	return strings.ReplaceAll(strings.ReplaceAll(issuer, "https://", ""), "http://", "")
}
