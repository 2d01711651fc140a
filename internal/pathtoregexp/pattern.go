package pathtoregexp

import (
	"fmt"
	"regexp"
	"strings"
)

// Pattern is a compiled pattern. It is safe for concurrent use.
type Pattern struct {
	regexp *regexp.Regexp
	params []param // of the groups
}

// param is a parameter of a pattern. A repeated one has all its values in one
// group, with separator between them.
type param struct{ name, separator string } // "" for one without

// Compile translates a pattern. Its errors quote the pattern.
func Compile(source string) (Pattern, error) {
	if source != "" && isWord(source[0]) { // every path starts with a slash, so the pattern would match no path
		return Pattern{}, fmt.Errorf("path pattern %q: must start with a slash", source)
	}
	p := parser{source: source}
	p.out.WriteString("(?i)^")
	for p.pos < len(p.source) {
		if err := p.part(); err != nil {
			return Pattern{}, fmt.Errorf("path pattern %q: %w", source, err)
		}
	}
	p.flush()
	p.out.WriteString("[/#?]?$")
	compiled, err := regexp.Compile(p.out.String())
	if err != nil {
		return Pattern{}, fmt.Errorf("path pattern %q: %w", source, err)
	}
	if compiled.NumSubexp() != len(p.params) { // a pattern in parentheses has swallowed the text after it, as "\Q" does
		return Pattern{}, fmt.Errorf("path pattern %q: a parenthesis reaches beyond its end", source)
	}
	return Pattern{compiled, p.params}, nil
}

// Match returns the parameters with a name, as they stand in path; the values of a
// repeated one are joined by commas, like an array that JavaScript makes text of. It
// reports false if path does not match.
func (p Pattern) Match(path string) (params map[string]string, ok bool) {
	groups := p.regexp.FindStringSubmatchIndex(path)
	if groups == nil {
		return nil, false
	}
	params = map[string]string{}
	for i, param := range p.params {
		start, end := groups[2*i+2], groups[2*i+3]
		if param.name == "" || start < 0 {
			continue
		}
		value := path[start:end]
		if param.separator != "" {
			value = strings.ReplaceAll(value, param.separator, ",")
		}
		params[param.name] = value
	}
	return params, true
}
