package authn

import "time"

// The following take a nil token for one that says nothing.

func (t *token) hasIssuer() bool { return t != nil && t.issuer.present }

func (t *token) issuedBy(host string) bool {
	return t != nil && t.issuer.host == host
}

// newerThan takes a missing time for 0, and one that is no number for neither
// newer nor older than any.
func (t *token) newerThan(other *token) bool {
	issuedAt := func(t *token) (seconds float64, ok bool) {
		if t == nil {
			return 0, true
		}
		return t.iat.seconds, t.iat.valid || !t.iat.present
	}
	ours, ok1 := issuedAt(t)
	theirs, ok2 := issuedAt(other)
	return ok1 && ok2 && ours > theirs
}

func (t *token) expired(now time.Time) bool {
	return t != nil && t.exp.valid && t.exp.seconds <= float64(now.Unix())
}
