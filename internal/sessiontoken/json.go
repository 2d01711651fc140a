package sessiontoken

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// encoding/json matches names in any case, lets the last of several equal names
// win and repairs bad UTF-8, so that two readers of one token can see different
// people in it. These functions split an object into its members without any of
// that. isJSONObject settles the grammar; what remains is strictness.

var errJSON = errors.New("sessiontoken: not a strict JSON object")

// maxJSONDepth bounds nesting. Clerk's own claims are three deep.
const maxJSONDepth = 64

// readObject calls member for each member of the object in text, which has passed
// isJSONObject, with its decoded name and its value as JSON. Duplicate names, at
// any depth, and numbers beyond float64 are errors; some members may have been
// seen by then.
func readObject(text string, member func(name, value string)) error {
	s := jsonScanner{text: text}
	s.next()
	return s.object(member)
}

// jsonScanner walks over valid JSON.
type jsonScanner struct {
	text string
	pos  int
}

// next skips white space and returns the byte at pos.
func (s *jsonScanner) next() byte {
	for strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
	return s.text[s.pos]
}

// value consumes a value and returns it.
func (s *jsonScanner) value() (string, error) {
	var err error
	first := s.next()
	start := s.pos
	switch first {
	case '{':
		err = s.object(nil)
	case '[':
		err = s.array(nil)
	case '"':
		s.str()
	case 't', 'n':
		s.pos += len("true")
	case 'f':
		s.pos += len("false")
	default:
		err = s.number()
	}
	return s.text[start:s.pos], err
}

func (s *jsonScanner) object(member func(name, value string)) error {
	var room [24]string
	names := room[:0]
	for s.pos++; s.next() != '}'; {
		if s.text[s.pos] == ',' {
			s.pos++
			s.next()
		}
		name, _ := JSONString(s.str())
		s.next() // the colon
		s.pos++
		value, err := s.value()
		if err != nil {
			return err
		}
		names = append(names, name)
		if member != nil {
			member(name, value)
		}
	}
	s.pos++
	slices.Sort(names)
	if len(slices.Compact(names)) != len(names) {
		return errJSON
	}
	return nil
}

func (s *jsonScanner) array(element func(value string)) error {
	for s.pos++; s.next() != ']'; {
		if s.text[s.pos] == ',' {
			s.pos++
		}
		value, err := s.value()
		if err != nil {
			return err
		}
		if element != nil {
			element(value)
		}
	}
	s.pos++
	return nil
}

// str consumes a string and returns it as JSON.
func (s *jsonScanner) str() string {
	start := s.pos
	for s.pos++; s.text[s.pos] != '"'; s.pos++ {
		if s.text[s.pos] == '\\' {
			s.pos++
		}
	}
	s.pos++
	return s.text[start:s.pos]
}

func (s *jsonScanner) number() error {
	start := s.pos
	for s.pos < len(s.text) && strings.IndexByte("+-.eE0123456789", s.text[s.pos]) >= 0 {
		s.pos++
	}
	if _, ok := jsonNumber(s.text[start:s.pos]); !ok {
		return errJSON
	}
	return nil
}

// JSONString decodes a JSON string; false if value is something else.
func JSONString(value string) (string, bool) {
	if value == "" || value[0] != '"' {
		return "", false
	}
	if !strings.Contains(value, `\`) {
		return value[1 : len(value)-1], true
	}
	var s string
	err := json.Unmarshal([]byte(value), &s)
	return s, err == nil
}

// jsonNumber decodes a JSON number; false if value is something else or too big.
func jsonNumber(value string) (float64, bool) {
	if value == "" || value[0] != '-' && (value[0] < '0' || value[0] > '9') {
		return 0, false
	}
	n, err := strconv.ParseFloat(value, 64)
	return n, err == nil && !math.IsInf(n, 0)
}

// JSONMembers walks an object within valid JSON; false if value is something else.
func JSONMembers(value string, member func(name, value string)) bool {
	s := jsonScanner{text: value}
	return value != "" && value[0] == '{' && s.object(member) == nil
}

// jsonElements walks an array within valid JSON; false if value is something else.
func jsonElements(value string, element func(value string)) bool {
	s := jsonScanner{text: value}
	return value != "" && value[0] == '[' && s.array(element) == nil
}

// JSONStrings decodes an array of strings; false if value is something else.
func JSONStrings(value string) ([]string, bool) {
	var out []string
	all := true
	isArray := jsonElements(value, func(element string) {
		s, ok := JSONString(element)
		all = all && ok
		out = append(out, s)
	})
	if !isArray || !all {
		return nil, false
	}
	return out, true
}
