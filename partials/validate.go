package partials

import (
	"reflect"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

const wantURL = "a path on this origin or an http(s) URL"

// validate checks the URLs and the choices in c, a struct of the registry, and in
// the structs that it points to.
func (r *registry) validate(component string, c any) error {
	return r.validateStruct(component, "", reflect.ValueOf(c))
}

func (r *registry) validateStruct(component, prefix string, v reflect.Value) error {
	for _, f := range r.fields[v.Type()] {
		if err := r.validateField(component, prefix+f.name, f, v.Field(f.index)); err != nil {
			return err
		}
	}
	return nil
}

func (r *registry) validateField(component, name string, f field, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if s == "" {
			return nil
		}
		if f.isURL && !safeurl.Is(s) {
			return &PropError{Component: component, Prop: name, Want: wantURL}
		}
		if f.choices != nil && !slices.Contains(f.choices, s) {
			return &PropError{Component: component, Prop: name, Want: strings.Join(f.choices, " or ")}
		}
	case reflect.Map:
		if f.isURL {
			return validateURLs(component, name, v)
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Elem().Kind() == reflect.Struct {
			return r.validateStruct(component, name+".", v.Elem())
		}
	default: // booleans, numbers, lists and components lead nowhere
	}
	return nil
}

// validateURLs checks a map[string]string such as Clerk's taskUrls.
func validateURLs(component, name string, urls reflect.Value) error {
	for key, value := range urls.Seq2() {
		if !safeurl.Is(value.String()) {
			return &PropError{Component: component, Prop: name + "." + key.String(), Want: wantURL}
		}
	}
	return nil
}
