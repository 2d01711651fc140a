package partials

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"reflect"
)

//go:embed templates/*.html
var embedded embed.FS

// defaultTemplates is immutable. Must cannot fail: its input is compiled in, and any
// run of any test would show it.
//
//nolint:gochecknoglobals // immutable
var defaultTemplates = template.Must(template.ParseFS(embedded, "templates/*.html"))

// Templates returns the html/template files behind the components, to read or to copy
// from. Each is a set of {{define}}s, one per component; the file says what data it
// gets.
func Templates() fs.FS {
	files, err := fs.Sub(embedded, "templates")
	if err != nil { // only for a path that is not valid, and this one is
		return embedded
	}
	return files
}

// TemplateSet is the kit's templates with some of them replaced. It is immutable.
type TemplateSet struct{ set *template.Template }

// ParseTemplates parses the *.html files in overrides on top of the kit's own: what
// they {{define}} takes the place of the kit's template of that name.
//
//	{{define "page-fallback"}}<p><a href="{{.URL}}">Weiter zur Anmeldung</a></p>{{end}}
//
// Every template is tried out, so that a mistake shows here and not in a request.
// The checks of values stay as they are; but keep actions out of hx-* attributes,
// which html/template does not know to be code.
func ParseTemplates(overrides fs.FS) (*TemplateSet, error) {
	set, err := template.ParseFS(embedded, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("partials: %w", err)
	}
	if set, err = set.ParseFS(overrides, "*.html"); err != nil {
		return nil, fmt.Errorf("partials: %w", err)
	}
	for name, sample := range samples() {
		for _, view := range []any{sample, reflect.Zero(reflect.TypeOf(sample)).Interface()} {
			if err := set.ExecuteTemplate(io.Discard, name, view); err != nil {
				return nil, fmt.Errorf("partials: template %q: %w", name, err)
			}
		}
	}
	return &TemplateSet{set: set}, nil
}

// samples has the data that each template gets, every field filled in.
func samples() map[string]any {
	element := elementView{ID: "id", Props: "{}", Content: "content"}
	samples := map[string]any{
		"fragment": fragmentView{Name: "name", URL: "/", Load: true, Content: "content"},
		"head": headView{
			Head: Head{
				PublishableKey: "pk_test_", ProxyURL: "/", Domain: "example.com", ClerkJSURL: "/", ClerkUIURL: "/",
				ScriptURL: "/", StyleURL: "/", BasePath: "/", Nonce: "nonce",
			},
			State: "{}", Options: "{}", ReadyTimeout: 1,
		},
		"page":          pageView{Lang: "en", Title: "title", Head: "head", Content: "content"},
		"page-fallback": pageFallbackView{URL: "/", Label: "label"},
	}
	for name, c := range registry {
		switch c.(type) {
		case SignInButton, SignUpButton, SignOutButton:
			samples[name] = buttonView{elementView: element, Mode: ButtonModal, URL: "/", Label: "label", Class: "class"}
		case SignedIn, SignedOut, Protect, ClerkLoading, ClerkLoaded, ClerkFailed, ClerkDegraded:
			samples[name] = controlView{elementView: element, Show: true, Role: "role", Permission: "permission", Feature: "feature", Plan: "plan", Fallback: "fallback"}
		default:
			samples[name] = element
		}
	}
	return samples
}

type templatesKey struct{}

// WithTemplates returns a context in which components, and those within them, are
// rendered with set.
func WithTemplates(ctx context.Context, set *TemplateSet) context.Context {
	return context.WithValue(ctx, templatesKey{}, set)
}

func renderTemplate(ctx context.Context, w io.Writer, name string, view any) error {
	set := defaultTemplates
	if own, ok := ctx.Value(templatesKey{}).(*TemplateSet); ok && own != nil {
		set = own.set
	}
	if err := executeTemplate(w, set, name, view); err != nil {
		return fmt.Errorf("partials: %s: %w", name, err)
	}
	return nil
}
