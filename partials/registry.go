package partials

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// registry is a table of components with all that follows from it. It is immutable.
type registry struct {
	declarations []declaration
	types        map[string]reflect.Type  // by name
	names        map[reflect.Type]string  // the other way round
	fields       map[reflect.Type][]field // of every struct that is checked
	templates    *template.Template
	prepared     prepared
}

// shipped is the registry of the package's own components. mustRegistry cannot panic: its
// input is compiled in, and any run of any test would show it.
//
//nolint:gochecknoglobals // immutable
var shipped = mustRegistry(components)

func mustRegistry(declarations []declaration) *registry {
	r, err := newRegistry(declarations)
	if err != nil {
		panic(err)
	}
	return r
}

func newRegistry(declarations []declaration) (*registry, error) {
	r := &registry{declarations: declarations, types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}
	for _, d := range declarations {
		t := reflect.TypeOf(d.prototype)
		r.types[d.name], r.names[t] = t, d.name
	}
	r.fields = fieldTable(append(slices.Collect(maps.Keys(r.names)), reflect.TypeFor[Options]())...)
	return r.withTemplates()
}

// withTemplates returns the registry with the kit's templates and, on top of them, the
// *.html files of overrides.
func (r *registry) withTemplates(overrides ...fs.FS) (*registry, error) {
	set, err := template.ParseFS(embedded, "templates/*.html")
	if err != nil {
		return nil, err
	}
	shippedTrees := map[string]*parse.Tree{}
	for _, t := range set.Templates() {
		shippedTrees[t.Name()] = t.Tree
	}
	for _, files := range overrides {
		if set, err = set.ParseFS(files, "*.html"); err != nil {
			return nil, err
		}
	}
	for _, d := range r.declarations {
		if err := d.derive(set); err != nil {
			return nil, err
		}
	}
	var untouched []string
	for name, tree := range shippedTrees {
		if set.Lookup(name).Tree == tree {
			untouched = append(untouched, name)
		}
	}
	own := *r
	own.templates = set
	return &own, own.prepare(untouched)
}

// derive gives a component without a template of its own that of its kind, with the
// name of its element in it.
func (d declaration) derive(set *template.Template) error {
	if set.Lookup(d.name) != nil {
		return nil
	}
	shared := set.Lookup(string(d.kind))
	if shared == nil {
		return fmt.Errorf("no template is called %q", d.kind)
	}
	tag := strings.NewReplacer("<"+string(d.kind), "<clerk-"+d.name, "</"+string(d.kind), "</clerk-"+d.name)
	_, err := set.New(d.name).Parse(tag.Replace(shared.Tree.Root.String()))
	return err
}

// known returns the names of the components, sorted.
func (r *registry) known() []string { return slices.Sorted(maps.Keys(r.types)) }

// declared returns the registry of the context and the name of component C in it.
func declared[C Component](ctx context.Context) (*registry, string, error) {
	r := registryOf(ctx)
	t := reflect.TypeFor[C]()
	name, ok := r.names[t]
	if !ok {
		return nil, "", fmt.Errorf("partials: %s is not in the table of components", t)
	}
	return r, name, nil
}

func (r *registry) render(w io.Writer, name string, view any) error {
	if err := executeTemplate(w, r.templates, name, view); err != nil {
		return fmt.Errorf("partials: %s: %w", name, err)
	}
	return nil
}
