package partials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"slices"
)

// New makes a component from its name and props. Props have Clerk's names, and the kit's own
// fields the names id, fallback, content, label, class, mode, url, role, permission, feature,
// plan. A value has the type of the field, or any type that is encoded to the same JSON. The
// props content and fallback take a [Component], template.HTML or a string, which is escaped.
//
//	button, err := partials.New("user-button", map[string]any{"showName": true})
//
// The component is a value (UserButton, not *UserButton). The control components are hidden
// until their field Show is set, which is not a prop.
//
// Errors: [*UnknownComponentError], [*UnknownPropError], [*PropError].
func New(name string, props map[string]any) (Component, error) { return shipped.fromProps(name, props) }

func (r *registry) fromProps(name string, props map[string]any) (Component, error) {
	b, err := r.builder(name)
	if err != nil {
		return nil, err
	}
	for prop, value := range props {
		f, ok := b.field(prop)
		if !ok {
			return nil, &UnknownPropError{Component: name, Prop: prop, Known: b.known(anyField)}
		}
		if err := b.set(f, value); err != nil {
			return nil, err
		}
	}
	return b.build()
}

// Props makes the props for [New] of pairs of name and value, as templates write
// them:
//
//	props, err := partials.Props("showName", true, "signInUrl", "/sign-in")
func Props(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("partials: props must be pairs of name and value")
	}
	props := make(map[string]any, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		name, ok := pair[0].(string)
		if !ok {
			return nil, fmt.Errorf("partials: the name of a prop must be a string, not %T", pair[0])
		}
		if _, twice := props[name]; twice {
			return nil, fmt.Errorf("partials: prop %s is given twice", quote(name))
		}
		props[name] = pair[1]
	}
	return props, nil
}

//nolint:gochecknoglobals // immutable
var componentType = reflect.TypeFor[Component]()

// builder fills in a component.
type builder struct {
	registry *registry
	name     string
	value    reflect.Value // an addressable struct
}

func (r *registry) builder(name string) (*builder, error) {
	t, ok := r.types[name]
	if !ok {
		return nil, &UnknownComponentError{Name: name, Known: r.known()}
	}
	return &builder{registry: r, name: name, value: reflect.New(t).Elem()}, nil
}

func (b *builder) field(prop string) (field, bool) {
	all := b.registry.fields[b.value.Type()]
	i := slices.IndexFunc(all, func(f field) bool { return f.name == prop })
	if i < 0 {
		return field{}, false
	}
	return all[i], true
}

func (b *builder) known(accept func(reflect.Type) bool) []string {
	var names []string
	for _, f := range b.registry.fields[b.value.Type()] {
		if accept(b.value.Field(f.index).Type()) {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return names
}

func anyField(reflect.Type) bool { return true }

func (b *builder) set(f field, value any) error {
	if b.value.Field(f.index).Type() == componentType {
		return b.setComponent(f, value)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return b.wrongType(f, err)
	}
	return b.setJSON(f, raw)
}

func (b *builder) setComponent(f field, value any) error {
	var c Component
	switch value := value.(type) {
	case Component:
		c = value
	case template.HTML:
		c = Trusted(value)
	case string:
		c = Text(value)
	default:
		return b.wrongType(f, nil)
	}
	b.value.Field(f.index).Set(reflect.ValueOf(c))
	return nil
}

var errNull = errors.New("null")

func (b *builder) setJSON(f field, raw []byte) error {
	if string(bytes.TrimSpace(raw)) == "null" { // which encoding/json takes for "leave as it is"
		return b.wrongType(f, errNull)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(b.value.Field(f.index).Addr().Interface()); err != nil {
		return b.wrongType(f, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return b.wrongType(f, errors.New("more than one JSON value"))
	}
	return nil
}

func (b *builder) wrongType(f field, cause error) error {
	return &PropError{Component: b.name, Prop: f.name, Want: describe(b.value.Field(f.index).Type()), Err: cause}
}

// describe says what a prop of type t takes.
func describe(t reflect.Type) string {
	if t == componentType {
		return "a component, template.HTML or a string"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	default:
		return "a JSON object with the fields of Clerk's documentation"
	}
}

func (b *builder) build() (Component, error) {
	c, _ := reflect.TypeAssert[Component](b.value) // its type comes from the registry
	if err := b.registry.validate(b.name, c); err != nil {
		return nil, err
	}
	return c, nil
}
