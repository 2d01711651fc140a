package partials

import (
	"reflect"
	"strings"
)

// field is a prop: an exported field of a component.
type field struct {
	name    string // Clerk's name
	index   int
	isURL   bool
	choices []string // the values that it may have; nil for any
}

// fieldsOf reads the props of a struct from its tags: the JSON name for Clerk's own
// props, `prop:"…"` for those that are the kit's and not in the JSON.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("prop")
		if name == "" {
			name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
		}
		if name == "-" {
			continue
		}
		fields = append(fields, field{name: name, index: i, isURL: isURLName(name), choices: choicesOf(f.Type)})
	}
	return fields
}

// isURLName follows Clerk's naming, so that no URL can be forgotten.
func isURLName(name string) bool {
	return name == "url" || name == "path" || strings.HasSuffix(name, "Url") || strings.HasSuffix(name, "Urls")
}

func choicesOf(t reflect.Type) []string {
	if c, ok := reflect.TypeAssert[chooser](reflect.Zero(t)); ok {
		return c.choices()
	}
	return nil
}

// fieldTable returns the fields of the structs, and of the structs that they point to.
func fieldTable(structs ...reflect.Type) map[reflect.Type][]field {
	table := map[reflect.Type][]field{}
	for len(structs) > 0 {
		t := structs[0]
		structs = structs[1:]
		if _, done := table[t]; done {
			continue
		}
		table[t] = fieldsOf(t)
		for _, f := range table[t] {
			if p := t.Field(f.index).Type; p.Kind() == reflect.Pointer && p.Elem().Kind() == reflect.Struct {
				structs = append(structs, p.Elem())
			}
		}
	}
	return table
}
