package pathtoregexp

import (
	"fmt"
	"regexp"
	"strings"
)

// parser translates a pattern to a regular expression.
type parser struct {
	source string
	pos    int
	out    strings.Builder
	params []param

	text     string // literal text not written yet
	lastText string // what stands before the next parameter, "" if a parameter does
	hasParts bool
}

// part translates a character, a parameter or a group.
func (p *parser) part() error {
	switch c := p.source[p.pos]; c {
	case ':', '(':
		return p.parameter("")
	case '{':
		p.flush()
		return p.group()
	case '*', '+', '?', '}':
		return fmt.Errorf("unexpected %q at %d", c, p.pos)
	case '/', '.':
		if p.pos+1 < len(p.source) && (p.source[p.pos+1] == ':' || p.source[p.pos+1] == '(') {
			p.pos++
			return p.parameter(string(c)) // the character belongs to the parameter
		}
	}
	text, err := p.character()
	p.text += text
	return err
}

// character reads a character that stands for itself.
func (p *parser) character() (string, error) {
	if p.source[p.pos] == '\\' {
		p.pos++
		if p.pos == len(p.source) {
			return "", fmt.Errorf("nothing after the backslash")
		}
	}
	p.pos++
	return p.source[p.pos-1 : p.pos], nil
}

func (p *parser) parameter(prefix string) error {
	p.flush()
	name, pattern, err := p.nameAndPattern()
	if err != nil {
		return err
	}
	if pattern == "" {
		if pattern, err = p.segment(prefix); err != nil {
			return err
		}
	}
	return p.write(name, prefix, pattern, "", p.modifier())
}

// group translates "{prefix:name(pattern)suffix}".
func (p *parser) group() error {
	p.pos++
	prefix, err := p.literal()
	if err != nil {
		return err
	}
	name, pattern, err := p.nameAndPattern()
	if err != nil {
		return err
	}
	if name != "" && pattern == "" {
		if pattern, err = p.segment(prefix); err != nil {
			return err
		}
	}
	suffix, err := p.literal()
	if err != nil {
		return err
	}
	if p.pos == len(p.source) || p.source[p.pos] != '}' {
		return fmt.Errorf("missing } at %d", p.pos)
	}
	p.pos++
	return p.write(name, prefix, pattern, suffix, p.modifier())
}

// literal reads text up to a character with a meaning.
func (p *parser) literal() (string, error) {
	var text strings.Builder
	for p.pos < len(p.source) && strings.IndexByte("*+?{}:(", p.source[p.pos]) < 0 {
		c, err := p.character()
		if err != nil {
			return "", err
		}
		text.WriteString(c)
	}
	return text.String(), nil
}

// nameAndPattern reads ":name", "(pattern)" or both; either may be missing.
func (p *parser) nameAndPattern() (name, pattern string, err error) {
	if p.pos < len(p.source) && p.source[p.pos] == ':' {
		start := p.pos + 1
		for p.pos++; p.pos < len(p.source) && isWord(p.source[p.pos]); p.pos++ {
		}
		if name = p.source[start:p.pos]; name == "" {
			return "", "", fmt.Errorf("missing parameter name at %d", start)
		}
	}
	if p.pos < len(p.source) && p.source[p.pos] == '(' {
		pattern, err = p.parenthesis()
	}
	return name, pattern, err
}

func (p *parser) parenthesis() (string, error) {
	start := p.pos
	depth := 0
	for ; p.pos < len(p.source); p.pos++ {
		rest := p.source[p.pos:]
		switch {
		case rest[0] == '\\':
			p.pos++
		case rest[0] == '(' && depth == 0:
			depth++
		case rest[0] == '(' && !strings.HasPrefix(rest, "(?:"):
			return "", fmt.Errorf("capturing group or look-around at %d", p.pos)
		case rest[0] == '(':
			depth++
		case rest[0] == ')':
			depth--
		}
		if depth == 0 {
			break
		}
	}
	if depth != 0 || p.pos >= len(p.source) {
		return "", fmt.Errorf("unbalanced parenthesis at %d", start)
	}
	p.pos++
	pattern := p.source[start+1 : p.pos-1]
	if pattern == "" || pattern[0] == '?' {
		return "", fmt.Errorf("missing pattern at %d", start)
	}
	if _, err := regexp.Compile(pattern); err != nil { // such as "[", which would go on after the parenthesis
		return "", err
	}
	return pattern, nil
}

// segment returns the pattern that a parameter matches by default: characters up to the next
// delimiter, or up to a repetition of the text before the parameter. In ":a-:b", the second
// parameter therefore has no "-".
func (p *parser) segment(prefix string) (string, error) {
	before := prefix
	if before == "" {
		before = p.lastText
	}
	switch {
	case before == "" && p.hasParts:
		return "", fmt.Errorf("no text between two parameters at %d", p.pos)
	case before == "" || strings.ContainsAny(before, "/#?"):
		return "[^/#?]+?", nil
	case len(before) > 1:
		return "", fmt.Errorf("parameter after the text %q is not supported", before)
	default:
		return "[^/#?" + regexp.QuoteMeta(before) + "]+?", nil
	}
}

func (p *parser) modifier() string {
	if p.pos < len(p.source) && strings.IndexByte("*+?", p.source[p.pos]) >= 0 {
		p.pos++
		return p.source[p.pos-1 : p.pos]
	}
	return ""
}

func (p *parser) write(name, prefix, pattern, suffix, modifier string) error {
	separator := prefix + suffix
	prefix, suffix = regexp.QuoteMeta(prefix), regexp.QuoteMeta(suffix)
	p.lastText, p.hasParts = "", true
	if pattern == "" {
		fmt.Fprintf(&p.out, "(?:%s%s)%s", prefix, suffix, modifier)
		return nil
	}
	p.params = append(p.params, param{name: name})
	if modifier == "*" || modifier == "+" {
		p.params[len(p.params)-1].separator = separator
		if prefix+suffix == "" {
			return fmt.Errorf("cannot repeat %q without text before or after it", name)
		}
		fmt.Fprintf(&p.out, "(?:%s((?:%s)(?:%s%s(?:%s))*)%s)", prefix, pattern, suffix, prefix, pattern, suffix)
		if modifier == "*" {
			p.out.WriteByte('?') // the group has the repetition in it
		}
		return nil
	}
	fmt.Fprintf(&p.out, "(?:%s(%s)%s)%s", prefix, pattern, suffix, modifier)
	return nil
}

// flush writes the literal text so far.
func (p *parser) flush() {
	if p.text == "" {
		return
	}
	p.out.WriteString(regexp.QuoteMeta(p.text))
	p.lastText, p.hasParts, p.text = p.text, true, ""
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}
