package sessiontoken

import (
	"crypto/rsa"
	"encoding/json"
	"strings"
	"time"
)

// MaxSize bounds a session token before anything looks into it. Clerk's are
// 1 to 2 KiB and a browser keeps no cookie of more than 4 KiB.
const MaxSize = 8 << 10

// MaxHandshakeSize bounds a handshake token, which holds several cookies.
const MaxHandshakeSize = 32 << 10

// Token is a JWT in compact form (RFC 7515, section 7.1), decoded, not verified.
// It does not change once it is parsed.
type Token struct {
	raw       string
	header    header
	claims    Claims
	issuer    issuer
	audience  []string
	badAud    bool
	azp       string
	exp       numericDate
	nbf       numericDate
	iat       numericDate
	handshake string // the claim of that name, as JSON
	signature []byte

	// verifiedWith is the key that the signature is known to be good under.
	verifiedWith *rsa.PublicKey
}

// Raw returns the token as it was sent.
func (t *Token) Raw() string { return t.raw }

// Claims returns the claims. They are shared: never change them. Only those of a verified
// token are true.
func (t *Token) Claims() *Claims { return &t.claims }

// Audience returns the entries of aud.
func (t *Token) Audience() []string { return t.audience }

// KeyID returns the header's kid, whatever the sender wrote there.
func (t *Token) KeyID() string { return t.header.kid }

// Category returns the header's cat and whether it is there; empty if it is not a string.
func (t *Token) Category() (cat string, present bool) {
	return t.header.cat.value, t.header.cat.present
}

// IssuedAt returns the time of iat, in whole seconds: the start of 1970 if it is not a
// time.
func (t *Token) IssuedAt() time.Time { return time.Unix(int64(t.iat.seconds), 0) }

// Remembered reports whether the token is one whose signature was found good before.
func (t *Token) Remembered() bool { return t.verifiedWith != nil }

// HandshakeCookies returns the list in the claim of a handshake token. It is empty
// without the claim, and false reports that an entry is not a string.
func (t *Token) HandshakeCookies() (cookies []string, ok bool) {
	if t.handshake == "" || t.handshake[0] != '[' {
		return nil, true
	}
	return JSONStrings(t.handshake)
}

type header struct {
	alg, kid string
	typ, cat optionalString
	// critical reports whether the header has crit or b64, extensions that change the meaning
	// of the token. RFC 7515, section 4.1.11 requires that programs which do not know them
	// refuse the token. Clerk's backend ignores both.
	critical bool
}

// optionalString distinguishes a missing member from one that is not a string.
type optionalString struct {
	present bool
	value   string // empty if it is no string
}

// issuer is the iss claim.
type issuer struct {
	present bool   // and not falsy, as JavaScript has it
	value   string // empty if it is no string
	host    string // what the value names, being an origin
}

// numericDate is a claim in seconds since 1970.
type numericDate struct {
	present bool
	valid   bool // a number that is a time
	seconds float64
}

// millis leaves out the fraction of a second, as JavaScript's Date does.
func (n numericDate) millis() int64 { return 1000 * int64(n.seconds) }

// time returns the zero time for a missing date, and the end of the year 9999 for later
// dates: encoding/json cannot write those.
func (n numericDate) time() time.Time {
	const latest = 253402300799
	if !n.valid {
		return time.Time{}
	}
	return time.Unix(int64(min(n.seconds, latest)), 0).UTC()
}

// checkForm does the checks that cost almost nothing, so that garbage is refused cheaply.
func checkForm(raw string, limit int) *Error {
	switch {
	case len(raw) > limit:
		return errTokenTooLong
	case strings.Count(raw, ".") != 2:
		return errTokenParts
	default:
		return nil
	}
}

// parse decodes a token of at most limit bytes. It takes one spelling of each token:
// base64url without padding, white space or stray bits.
func parse(raw string, limit int) (*Token, *Error) {
	if err := checkForm(raw, limit); err != nil {
		return nil, err
	}
	if !isTokenText(raw) {
		return nil, errTokenEncoding
	}
	rawHeader, rest, _ := strings.Cut(raw, ".")
	rawPayload, rawSignature, _ := strings.Cut(rest, ".")
	// All checks of form come before any more expensive work. Garbage gets no further than
	// this.
	if !isStrictBase64URL(rawHeader) || !isStrictBase64URL(rawPayload) || !isStrictBase64URL(rawSignature) {
		return nil, errTokenEncoding
	}
	header := decodePart(rawHeader)
	if !isJSONObject(header) {
		return nil, errTokenJSON
	}
	payload := decodePart(rawPayload)
	if !isJSONObject(payload) {
		return nil, errTokenJSON
	}

	t := &Token{raw: raw, signature: []byte(decodePart(rawSignature))}
	var claims claimsReader
	if readObject(header, t.header.set) != nil ||
		readObject(payload, func(name, value string) { claims.set(t, name, value) }) != nil {
		return nil, errTokenJSON
	}
	claims.finish(&t.claims)
	t.claims.Raw = json.RawMessage(payload)
	return t, nil
}

func (h *header) set(name, value string) {
	switch name {
	case "alg":
		h.alg, _ = JSONString(value)
	case "kid":
		h.kid, _ = JSONString(value)
	case "typ":
		h.typ.present = true
		h.typ.value, _ = JSONString(value)
	case "cat":
		h.cat.present = true
		h.cat.value, _ = JSONString(value)
	case "crit", "b64":
		h.critical = true
	}
}

// signed returns the part of the token that the signature covers.
func (t *Token) signed() string { return t.raw[:strings.LastIndexByte(t.raw, '.')] }
