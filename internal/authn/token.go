package authn

import (
	"crypto/rsa"
	"encoding/json"
	"strings"
	"time"
)

// maxTokenSize bounds a session token before anything looks into it. Clerk's are
// 1 to 2 KiB and a browser keeps no cookie of more than 4 KiB.
const maxTokenSize = 8 << 10

// maxHandshakeSize bounds a handshake token, which holds several cookies.
const maxHandshakeSize = 32 << 10

// token is a JWT in compact form (RFC 7515, section 7.1), decoded, not verified.
// It does not change once it is parsed.
type token struct {
	raw       string
	header    tokenHeader
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

type tokenHeader struct {
	alg, kid string
	typ, cat optionalString
	// critical: the header has crit or b64, extensions that change how the token
	// is to be understood. RFC 7515, section 4.1.11 wants it refused by those who
	// do not know them. Clerk's backend ignores both.
	critical bool
}

// optionalString tells a member that is missing from one that is no string.
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

// checkForm does the checks that cost next to nothing, for what is garbage.
func checkForm(raw string, limit int) *tokenError {
	switch {
	case len(raw) > limit:
		return errTokenTooLong
	case strings.Count(raw, ".") != 2:
		return errTokenParts
	default:
		return nil
	}
}

// parseToken decodes a token of the right form. It takes one spelling of each
// token: base64url without padding, white space or stray bits.
func parseToken(raw string) (*token, *tokenError) {
	if !isTokenText(raw) {
		return nil, errTokenEncoding
	}
	rawHeader, rest, _ := strings.Cut(raw, ".")
	rawPayload, rawSignature, _ := strings.Cut(rest, ".")
	// All checks of form come before anything that costs more than the two parts
	// themselves: this is as far as garbage gets.
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

	t := &token{raw: raw, signature: []byte(decodePart(rawSignature))}
	var claims claimsReader
	if readObject(header, t.header.set) != nil ||
		readObject(payload, func(name, value string) { claims.set(t, name, value) }) != nil {
		return nil, errTokenJSON
	}
	claims.finish(&t.claims)
	t.claims.Raw = json.RawMessage(payload)
	return t, nil
}

func (h *tokenHeader) set(name, value string) {
	switch name {
	case "alg":
		h.alg, _ = jsonString(value)
	case "kid":
		h.kid, _ = jsonString(value)
	case "typ":
		h.typ.present = true
		h.typ.value, _ = jsonString(value)
	case "cat":
		h.cat.present = true
		h.cat.value, _ = jsonString(value)
	case "crit", "b64":
		h.critical = true
	}
}

// Token categories, in the header member cat. Clerk signs tokens for all kinds of
// uses with one key.
const (
	categorySession = "cl_B7d4PD111AAA"
	categoryIgnore  = "cl_I7d4PD111III"
)

// isSession reports whether the token is meant to stand for a session: not one
// for machines, nor one made from a JWT template for some third party.
func (t *token) isSession() bool {
	switch {
	case t.header.cat.present && t.header.cat.value != categorySession && t.header.cat.value != categoryIgnore:
		return false
	default:
		return t.machineTokenType() == ""
	}
}

// signed returns the part of the token that the signature covers.
func (t *token) signed() string { return t.raw[:strings.LastIndexByte(t.raw, '.')] }
