package partials

import (
	"crypto/rand"
	"html/template"
	"io"
	"slices"
	"strings"
)

// skeleton is the output of a template with places in it for values that differ each time. It is
// filled in much faster than the template is executed.
type skeleton struct {
	start string
	parts []part
}

// part is a place and the text after it.
type part struct {
	value int // index of the value that is written in the place
	text  string
}

// newSkeleton makes a skeleton of a template's output. Each mark in it becomes a place for the
// value of the same index.
func newSkeleton(output string, marks ...string) skeleton {
	var s skeleton
	rest, text := output, &s.start
	for {
		next, at := -1, len(rest)
		for i, mark := range marks {
			if found := strings.Index(rest, mark); found >= 0 && found < at {
				next, at = i, found
			}
		}
		*text = rest[:at]
		if next < 0 {
			return s
		}
		rest = rest[at+len(marks[next]):]
		s.parts = append(s.parts, part{value: next})
		text = &s.parts[len(s.parts)-1].text
	}
}

// write writes the skeleton with values, which are HTML for their places already.
func (s skeleton) write(w io.Writer, values ...string) error {
	size := len(s.start)
	for _, p := range s.parts {
		size += len(values[p.value]) + len(p.text)
	}
	html := append(make([]byte, 0, size), s.start...)
	for _, p := range s.parts {
		html = append(html, values[p.value]...)
		html = append(html, p.text...)
	}
	_, err := w.Write(html)
	return err
}

// newMark returns a text that no other value contains, and that no escaper changes.
func newMark() string { return "mark" + rand.Text() }

// attributeEscaper escapes as html/template does between the quotes of an attribute which holds
// neither a URL nor code. Unlike [template.HTMLEscapeString] it escapes "+", which UTF-7 needs.
//
//nolint:gochecknoglobals // immutable
var attributeEscaper = strings.NewReplacer(
	"\x00", "\uFFFD", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;",
)

// attribute returns an attribute with the space in front of it, or nothing for an empty value, as
// {{with .}} name="{{.}}"{{end}} does in a template.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + attributeEscaper.Replace(value) + `"`
}

// prepared are the skeletons of a registry's templates. A template that is not the kit's own has
// none, because it may put its values anywhere.
type prepared struct {
	head           bool // whether "head" is the kit's own, see [Head.Prepare]
	fragment       bool // whether "fragment" is
	inline, onLoad skeleton
}

// prepare makes the skeletons of the templates that are the kit's own, by the names.
func (r *registry) prepare(own []string) error {
	r.prepared.head = slices.Contains(own, "head") && slices.Contains(own, "nonce")
	r.prepared.fragment = slices.Contains(own, "fragment")
	if !r.prepared.fragment {
		return nil
	}
	var err error
	if r.prepared.inline, err = r.fragmentSkeleton(false); err != nil {
		return err
	}
	r.prepared.onLoad, err = r.fragmentSkeleton(true)
	return err
}

func (r *registry) fragmentSkeleton(load bool) (skeleton, error) {
	name, digest, url, content := newMark(), newMark(), newMark(), newMark()
	var b strings.Builder
	err := executeTemplate(&b, r.templates, "fragment", fragmentView{
		Name: name, Digest: digest, URL: url, Load: load, Content: template.HTML(content), //nolint:gosec // G203: a mark is letters and digits
	})
	return newSkeleton(b.String(), name, "-"+digest, url, content), err
}

// renderFragment is render for the template "fragment".
func (r *registry) renderFragment(w io.Writer, view fragmentView) error {
	if !r.prepared.fragment {
		return r.render(w, "fragment", view)
	}
	s := r.prepared.inline
	if view.Load {
		s = r.prepared.onLoad
	}
	digest := ""
	if view.Digest != "" {
		digest = "-" + view.Digest // letters and digits
	}
	return s.write(w, attributeEscaper.Replace(view.Name), digest, attributeEscaper.Replace(view.URL), string(view.Content))
}
