package sessiontoken

import (
	"encoding/base64"
	"strings"
)

// isTokenText reports whether raw has only base64url characters and dots. encoding/base64 would
// skip line breaks.
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

// isStrictBase64URL reports whether part, which has only base64url characters, is spelled as an
// encoder spells it: its length encodes whole bytes, and no bits beyond them are set.
func isStrictBase64URL(part string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	switch len(part) % 4 {
	case 1:
		return false
	case 2:
		return strings.IndexByte(alphabet, part[len(part)-1])&0x0f == 0
	case 3:
		return strings.IndexByte(alphabet, part[len(part)-1])&0x03 == 0
	default:
		return true
	}
}

// decodePart decodes strict base64url with one allocation. (DecodeString would
// need a second one to make it a string.)
func decodePart(part string) string {
	var b strings.Builder
	b.Grow(base64.RawURLEncoding.DecodedLen(len(part)))
	var chunk [768]byte
	for part != "" {
		size := min(len(part), base64.RawURLEncoding.EncodedLen(len(chunk)))
		n, _ := base64.RawURLEncoding.Decode(chunk[:], []byte(part[:size])) // cannot fail on what is strict
		b.Write(chunk[:n])
		part = part[size:]
	}
	return b.String()
}
