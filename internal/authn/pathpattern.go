package authn

import (
	"fmt"
	"regexp"
	"strings"
)

// pathPattern is a compiled pattern in the language of path-to-regexp 6, which
// Clerk's SDKs use: ":slug" is a segment, ":slug(\\d+)" one of that form, "(.*)" a
// parameter without a name, "{/:page}?" a group, and "?", "*", "+" follow a
// parameter or group. A pattern covers the whole path, in either case, with or
// without a slash at the end.
//
// Not supported, and an error, is what Go's regexp lacks: look-around in a
// parenthesis, and a parameter after a text of several characters without a slash.
type pathPattern struct {
	regexp *regexp.Regexp
	params []pathParam // of the groups
}

// pathParam is a parameter of a pattern. A repeated one has all its values in one
// group, with separator between them.
type pathParam struct{ name, separator string } // "" for one without

func compilePathPattern(source string) (pathPattern, error) {
	if source != "" && isWord(source[0]) { // every path starts with one, so it would match none
		return pathPattern{}, fmt.Errorf("path pattern %q: must start with a slash", source)
	}
	p := patternParser{source: source}
	p.out.WriteString("(?i)^")
	for p.pos < len(p.source) {
		if err := p.part(); err != nil {
			return pathPattern{}, fmt.Errorf("path pattern %q: %w", source, err)
		}
	}
	p.flush()
	p.out.WriteString("[/#?]?$")
	compiled, err := regexp.Compile(p.out.String())
	if err != nil {
		return pathPattern{}, fmt.Errorf("path pattern %q: %w", source, err)
	}
	if compiled.NumSubexp() != len(p.params) { // what is in parentheses has swallowed what follows, as "\Q" does
		return pathPattern{}, fmt.Errorf("path pattern %q: a parenthesis reaches beyond its end", source)
	}
	return pathPattern{compiled, p.params}, nil
}

// match returns the parameters with a name, as they stand in path; the values of a
// repeated one are joined by commas, like an array that JavaScript makes text of.
func (p pathPattern) match(path string) (params map[string]string, ok bool) {
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
