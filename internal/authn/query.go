package authn

import (
	"net/url"
	"slices"
	"strings"
)

// query is a URL's query in its order, read and written like a browser's
// URLSearchParams: handshake URLs are compared and replayed by JavaScript, and
// net/url's Values would sort them and drop what it cannot decode.
type query []param

type param struct{ name, value string }

func parseQuery(raw string) query {
	var q query
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		q = append(q, param{formUnescape(name), formUnescape(value)})
	}
	return q
}

// get returns the first value of name, or "".
func (q query) get(name string) string {
	for _, p := range q {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

func (q query) has(name string) bool {
	return slices.ContainsFunc(q, func(p param) bool { return p.name == name })
}

// add returns q with one more parameter.
func (q query) add(name, value string) query {
	return append(slices.Clip(q), param{name, value})
}

// without returns q without the parameters of these names.
func (q query) without(names ...string) query {
	return slices.DeleteFunc(slices.Clone(q), func(p param) bool { return slices.Contains(names, p.name) })
}

// set returns q with one parameter of this name. It stands in the place of the first one that q
// had, or at the end.
func (q query) set(name, value string) query {
	first := slices.IndexFunc(q, func(p param) bool { return p.name == name })
	if first < 0 {
		return q.add(name, value)
	}
	out := slices.Clone(q[:first+1])
	out[first].value = value
	return append(out, q[first+1:].without(name)...)
}

// WithoutHandshake returns a URL's query without the parameters of a handshake. An address that
// people come back to must not have them: an old outcome would be taken for a new one, and
// could end a good session. The other parameters keep their spelling.
func WithoutHandshake(rawQuery string) string {
	if !strings.Contains(rawQuery, "_") && !strings.Contains(rawQuery, "%") {
		return rawQuery
	}
	pairs := slices.DeleteFunc(strings.Split(rawQuery, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return isHandshakeParam(formUnescape(name))
	})
	return strings.Join(pairs, "&")
}

func isHandshakeParam(name string) bool {
	switch name {
	case paramHandshake, paramHandshakeNonce, paramHandshakeHelp, paramHandshakeReason,
		paramDevBrowser, paramLegacyDevBrowser, paramSynced, paramSuffixedCookies:
		return true
	default:
		return false
	}
}

func (q query) encode() string {
	var b strings.Builder
	for i, p := range q {
		if i > 0 {
			b.WriteByte('&')
		}
		formEscape(&b, p.name)
		b.WriteByte('=')
		formEscape(&b, p.value)
	}
	return b.String()
}

// formEscape writes s as application/x-www-form-urlencoded (WHATWG URL, section 5.2).
func formEscape(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '*', c == '-', c == '.', c == '_':
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}

// formUnescape keeps percent signs that introduce no hexadecimal digits.
func formUnescape(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	unescaped, err := url.QueryUnescape(s)
	if err != nil {
		unescaped = unescapeLoosely(s)
	}
	return strings.ToValidUTF8(unescaped, "\uFFFD")
}

func unescapeLoosely(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s):
			if c, err := url.QueryUnescape(s[i : i+3]); err == nil {
				b.WriteString(c)
				i += 2
				continue
			}
			b.WriteByte('%')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
