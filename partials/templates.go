package partials

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"reflect"
)

//go:embed templates/*.html
var embedded embed.FS

// Templates returns the html/template files behind the components, to read or to copy
// from. Each is a set of {{define}}s; the file says what data they get. Components
// without a template of their own share that of their kind: "clerk-element",
// "clerk-button" or "clerk-control".
func Templates() fs.FS {
	files, err := fs.Sub(embedded, "templates")
	if err != nil { // only for a path that is not valid, and this one is
		return embedded
	}
	return files
}

// TemplateSet is the kit's templates with some of them replaced. It is immutable.
type TemplateSet struct{ registry *registry }

// ParseTemplates parses the *.html files in overrides on top of the kit's own. A template that
// they {{define}} replaces the kit's template of that name.
//
//	{{define "page-fallback"}}<p><a href="{{.URL}}">Weiter zur Anmeldung</a></p>{{end}}
//
// Every template is tried out, so that a mistake shows here and not in a request. The checks of
// values still apply. Keep actions out of hx-* attributes: html/template does not know that
// these are code.
func ParseTemplates(overrides fs.FS) (*TemplateSet, error) {
	r, err := shipped.withTemplates(overrides)
	if err != nil {
		return nil, fmt.Errorf("partials: %w", err)
	}
	for name, sample := range r.samples() {
		for _, view := range []any{sample, reflect.Zero(reflect.TypeOf(sample)).Interface()} {
			if err := r.templates.ExecuteTemplate(io.Discard, name, view); err != nil {
				return nil, fmt.Errorf("partials: template %q: %w", name, err)
			}
		}
	}
	return &TemplateSet{registry: r}, nil
}

// samples has the data that each template gets, every field filled in.
func (r *registry) samples() map[string]any {
	ui := elementView{ID: "id", Props: "{}", Content: "content"}
	samples := map[string]any{
		"fragment": fragmentView{Name: "name", Digest: "digest", URL: "/", Load: true, Content: "content"},
		"head": headView{
			Head: Head{
				PublishableKey: "pk_test_", ProxyURL: "/", Domain: "example.com", ClerkJSURL: "/", ClerkUIURL: "/",
				ScriptURL: "/", StyleURL: "/", BasePath: "/", Nonce: "nonce",
			},
			State: "{}", Options: "{}", ReadyTimeout: 1,
		},
		"page":          pageView{Lang: "en", Title: "title", Head: "head", Content: "content"},
		"page-fallback": pageFallbackView{Title: "title", ApplicationName: "name", HomeURL: "/", URL: "/", Label: "label"},
	}
	views := map[kind]any{
		element: ui,
		button:  buttonView{elementView: ui, Mode: ButtonModal, URL: "/", Label: "label", Class: "class"},
		control: controlView{elementView: ui, Show: true, Role: "role", Permission: "permission", Feature: "feature", Plan: "plan", Fallback: "fallback"},
	}
	for _, d := range r.declarations {
		samples[d.name] = views[d.kind]
	}
	return samples
}

type templatesKey struct{}

// WithTemplates returns a context in which components, and those within them, are
// rendered with set.
func WithTemplates(ctx context.Context, set *TemplateSet) context.Context {
	return context.WithValue(ctx, templatesKey{}, set)
}

// registryOf returns the registry that components are rendered with in a context.
func registryOf(ctx context.Context) *registry {
	if own, ok := ctx.Value(templatesKey{}).(*TemplateSet); ok && own != nil && own.registry != nil {
		return own.registry
	}
	return shipped
}
