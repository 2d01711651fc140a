package sessiontoken

import "time"

// What a token says of itself helps to choose between tokens before one is verified. The
// methods of this file take a nil Token for one that says nothing.

// HasIssuer reports whether the token has an iss that JavaScript does not take for false.
func (t *Token) HasIssuer() bool { return t != nil && t.issuer.present }

// IssuedBy reports whether iss is the origin of a host. Nothing of it is verified.
func (t *Token) IssuedBy(host string) bool {
	return t != nil && t.issuer.host == host
}

// NewerThan compares iat. It takes a missing time for 0, and one that is no number for neither
// newer nor older than any.
func (t *Token) NewerThan(other *Token) bool {
	issuedAt := func(t *Token) (seconds float64, ok bool) {
		if t == nil {
			return 0, true
		}
		return t.iat.seconds, t.iat.valid || !t.iat.present
	}
	ours, ok1 := issuedAt(t)
	theirs, ok2 := issuedAt(other)
	return ok1 && ok2 && ours > theirs
}

// Expired reports whether exp has come, without any clock skew.
func (t *Token) Expired(now time.Time) bool {
	return t != nil && t.exp.valid && t.exp.seconds <= float64(now.Unix())
}

// IssuedBefore reports whether iat is a time before the given second.
func (t *Token) IssuedBefore(second int64) bool {
	return t != nil && t.iat.valid && t.iat.seconds < float64(second)
}
