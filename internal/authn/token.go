package authn

import (
	"crypto/rsa"
	"encoding/base64"
	"strings"
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
}

// numericDate is a claim in seconds since 1970.
type numericDate struct {
	present bool
	valid   bool // a number that is a time
	seconds int64
}

func (n numericDate) millis() int64 { return 1000 * n.seconds }

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
	var header tokenHeader
	decoded, err := decodePart(rawHeader)
	if err != nil {
		return nil, errTokenEncoding
	}
	if parseObject(decoded, header.set) != nil {
		return nil, errTokenJSON
	}
	payload, err := decodePart(rawPayload)
	if err != nil {
		return nil, errTokenEncoding
	}
	t := &token{raw: raw, header: header}
	var claims claimsReader
	if parseObject(payload, func(name, value string) { claims.set(t, name, value) }) != nil {
		return nil, errTokenJSON
	}
	claims.finish(&t.claims)
	t.claims.Raw = payload
	if t.signature, err = decodePart(rawSignature); err != nil {
		return nil, errTokenEncoding
	}
	return t, nil
}

// isTokenText: encoding/base64 would skip line breaks.
func isTokenText(raw string) bool {
	for i := range len(raw) {
		switch c := raw[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}

func decodePart(part string) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(part)
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
	case t.header.typ.value == "at+jwt", t.header.typ.value == "application/at+jwt":
		return false // OAuth access token (RFC 9068)
	default:
		return !strings.HasPrefix(t.claims.Subject, "mch_") // machine-to-machine
	}
}

// signed returns the part of the token that the signature covers.
func (t *token) signed() string { return t.raw[:strings.LastIndexByte(t.raw, '.')] }
