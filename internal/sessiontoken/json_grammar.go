package sessiontoken

import (
	"strings"
	"unicode/utf8"
)

// isJSONObject reports whether text is one JSON object (RFC 8259) in UTF-8, nested no deeper
// than maxJSONDepth. Unlike json.Valid, it does not build an error inside: anybody can send a
// token that is not JSON, so a refusal must not allocate.
func isJSONObject(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	g := jsonGrammar{text: text}
	g.space()
	if g.peek() != '{' || !g.value(0) {
		return false
	}
	g.space()
	return g.pos == len(text)
}

// jsonGrammar checks text from pos on. Its methods consume what they are named
// after and report whether it was there.
type jsonGrammar struct {
	text string
	pos  int
}

// peek returns the byte at pos, or 0 at the end. JSON does not contain the byte 0.
func (g *jsonGrammar) peek() byte {
	if g.pos == len(g.text) {
		return 0
	}
	return g.text[g.pos]
}

func (g *jsonGrammar) space() {
	for g.pos < len(g.text) && strings.IndexByte(" \t\r\n", g.text[g.pos]) >= 0 {
		g.pos++
	}
}

func (g *jsonGrammar) char(c byte) bool {
	if g.peek() != c {
		return false
	}
	g.pos++
	return true
}

func (g *jsonGrammar) literal(word string) bool {
	if !strings.HasPrefix(g.text[g.pos:], word) {
		return false
	}
	g.pos += len(word)
	return true
}

func (g *jsonGrammar) value(depth int) bool {
	switch g.peek() {
	case '{':
		return depth < maxJSONDepth && g.list('}', func() bool { return g.member(depth + 1) })
	case '[':
		return depth < maxJSONDepth && g.list(']', func() bool { return g.value(depth + 1) })
	case '"':
		return g.str()
	case 't':
		return g.literal("true")
	case 'f':
		return g.literal("false")
	case 'n':
		return g.literal("null")
	default:
		return g.number()
	}
}

// list consumes an object or an array, whose first byte is at pos.
func (g *jsonGrammar) list(end byte, element func() bool) bool {
	g.pos++
	g.space()
	if g.char(end) {
		return true
	}
	for {
		g.space()
		if !element() {
			return false
		}
		g.space()
		if g.char(end) {
			return true
		}
		if !g.char(',') {
			return false
		}
	}
}

func (g *jsonGrammar) member(depth int) bool {
	if !g.str() {
		return false
	}
	g.space()
	if !g.char(':') {
		return false
	}
	g.space()
	return g.value(depth)
}

func (g *jsonGrammar) str() bool {
	if !g.char('"') {
		return false
	}
	for g.pos < len(g.text) {
		c := g.text[g.pos]
		g.pos++
		switch {
		case c == '"':
			return true
		case c < ' ':
			return false
		case c == '\\' && !g.escape():
			return false
		}
	}
	return false
}

func (g *jsonGrammar) escape() bool {
	c := g.peek()
	if c == 0 {
		return false
	}
	g.pos++
	if c != 'u' {
		return strings.IndexByte(`"\/bfnrt`, c) >= 0
	}
	for range 4 {
		if c := g.peek(); !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
		g.pos++
	}
	return true
}

func (g *jsonGrammar) number() bool {
	g.char('-')
	if !g.char('0') && !g.digits() {
		return false
	}
	if g.char('.') && !g.digits() {
		return false
	}
	if g.char('e') || g.char('E') {
		_ = g.char('+') || g.char('-')
		return g.digits()
	}
	return true
}

func (g *jsonGrammar) digits() bool {
	start := g.pos
	for isDigit(g.peek()) {
		g.pos++
	}
	return g.pos > start
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
