package partials

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// FromQuery makes a component from its name and a URL's query, for pages that are
// not made in Go:
//
//	GET /clerk/partials/user-button?showName=true&signInUrl=/sign-in
//
// A boolean is "true", "false" or "" (true); a string is itself; anything else is JSON. The
// props content and fallback are refused, so that text from strangers is not put into pages.
// For the same reason the …Url values within an [Object] are checked as well.
//
// Errors are those of [New].
func FromQuery(name string, query url.Values) (Component, error) {
	return shipped.fromQuery(name, query)
}

func (r *registry) fromQuery(name string, query url.Values) (Component, error) {
	b, err := r.builder(name)
	if err != nil {
		return nil, err
	}
	for prop, values := range query {
		f, ok := b.field(prop)
		if !ok || !isQueryField(b.value.Field(f.index).Type()) {
			return nil, &UnknownPropError{Component: name, Prop: prop, Known: b.known(isQueryField)}
		}
		if len(values) != 1 {
			return nil, &PropError{Component: name, Prop: f.name, Want: "given once"}
		}
		if err := b.setText(f, values[0]); err != nil {
			return nil, err
		}
	}
	return b.build()
}

func isQueryField(t reflect.Type) bool { return t != componentType }

// setText sets a field from a query value.
func (b *builder) setText(f field, text string) error {
	v := b.value.Field(f.index)
	t := v.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString(strings.ToValidUTF8(text, "\ufffd"))
		return nil
	case t.Kind() == reflect.Bool && text == "":
		text = "true"
	}
	if err := b.setJSON(f, []byte(text)); err != nil {
		return err
	}
	return b.checkObject(f, []byte(text))
}

// checkObject looks into raw, the value of f, for URLs that no field of ours names.
func (b *builder) checkObject(f field, raw []byte) error {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return b.wrongType(f, err)
	}
	if !safeURLs(value) {
		return &PropError{Component: b.name, Prop: f.name, Want: "an object in which every URL is " + wantURL}
	}
	return nil
}

// safeURLs looks through decoded JSON for values that Clerk would link to.
func safeURLs(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if s, ok := member.(string); ok && strings.HasSuffix(strings.ToLower(name), "url") && s != "" && !safeurl.Is(s) {
				return false
			}
			if !safeURLs(member) {
				return false
			}
		}
	case []any:
		for _, member := range value {
			if !safeURLs(member) {
				return false
			}
		}
	}
	return true
}
