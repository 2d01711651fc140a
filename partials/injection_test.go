package partials_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

// payloads try to leave the place that they are put in: text, an attribute, JSON, a
// script, a title, a URL.
var payloads = []string{
	`"><script>alert(1)</script>`,
	`'><img src=x onerror=alert(1)>`,
	`</script><script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`</noscript><img src=x onerror=alert(1)>`,
	`</clerk-user-button></main></body><b>`,
	`x" onmouseover="alert(1)`,
	`x onmouseover=alert(1) y=`,
	`" hx-get="/evil" hx-trigger="load`,
	`" hx-on:click="alert(1)`,
	"' hx-vals='js:{a:alert(1)}",
	`javascript:alert(1)`,
	"java\tscript:alert(1)",
	`data:text/html,<script>alert(1)</script>`,
	`vbscript:x`,
	`//evil.example`,
	`<!--`, `-->`, `<![CDATA[`, `{{.}}`, "`${alert(1)}`",
	`&quot;><b>`, `&#34;><b>`, `\"><b>`,
	"a\u2028b\u2029c", "a\x00b", "\xff\xfe\"><b>",
}

const neutral = "/neutral"

// samples are the components with every string field; those without are no sinks.
func samples() []partials.Component {
	all := []partials.Component{
		partials.Fragment{}, partials.Head{}, partials.Page{}, partials.SignInPage{}, partials.SignUpPage{},
	}
	for _, name := range partials.Names() {
		c, err := partials.New(name, nil)
		if err == nil {
			all = append(all, c)
		}
	}
	return all
}

// sink is a string somewhere in a component.
type sink struct {
	path string
	set  func(string)
	// fussy sinks may refuse a value: URLs, choices, names of fragments.
	fussy bool
}

// fill gives every field of v a neutral value, and returns the strings among them.
func fill(path string, v reflect.Value) []sink {
	switch value := v.Addr().Interface().(type) {
	case *partials.Component:
		*value = partials.Text(neutral)
		return []sink{{path: path, set: func(s string) { *value = partials.Text(s) }}}
	case *partials.Object:
		*value = partials.Object{"key": neutral}
		return []sink{
			{path: path, set: func(s string) { *value = partials.Object{"key": s} }},
			{path: path + "'s keys", set: func(s string) { *value = partials.Object{s: neutral} }},
		}
	case *map[string]string:
		*value = map[string]string{"key": neutral}
		return []sink{
			{path: path, set: func(s string) { *value = map[string]string{"key": s} }},
			{path: path + "'s keys", set: func(s string) { *value = map[string]string{s: neutral} }},
		}
	case *map[partials.SessionTask]string:
		*value = map[partials.SessionTask]string{"key": neutral}
		return []sink{
			{path: path, set: func(s string) { *value = map[partials.SessionTask]string{"key": s} }, fussy: true},
			{path: path + "'s keys", set: func(s string) { *value = map[partials.SessionTask]string{partials.SessionTask(s): neutral} }},
		}
	case *map[string][]string:
		*value = map[string][]string{"key": {neutral}}
		return []sink{{path: path, set: func(s string) { *value = map[string][]string{s: {s}} }}}
	case *[]string:
		*value = []string{neutral}
		return []sink{{path: path, set: func(s string) { *value = []string{s} }}}
	case *partials.Routing:
		*value = partials.RoutingPath
	case *partials.OAuthFlow:
		*value = partials.OAuthFlowAuto
	case *partials.OpenMode:
		*value = partials.OpenModal
	case *partials.ButtonMode:
		*value = partials.ButtonModal
	default:
		return fillKind(path, v)
	}
	return []sink{{path: path, set: v.SetString, fussy: true}}
}

func fillKind(path string, v reflect.Value) []sink {
	switch v.Kind() {
	case reflect.String:
		v.SetString(neutral)
		last := path[strings.LastIndex(path, ".")+1:]
		fussy := strings.HasSuffix(last, "URL") || last == "Path" || last == "BasePath" || path == "Fragment.Name"
		return []sink{{path: path, set: v.SetString, fussy: fussy}}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(path, v.Elem())
	case reflect.Struct:
		var sinks []sink
		for i := range v.NumField() {
			sinks = append(sinks, fill(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
		return sinks
	default:
		panic("no neutral value for " + path)
	}
	return nil
}

func TestNoStringLeavesItsPlace(t *testing.T) {
	t.Parallel()
	for _, sample := range samples() {
		typ := reflect.TypeOf(sample)
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			v := reflect.New(typ).Elem()
			sinks := fill(typ.Name(), v)
			want := shape(parseHTML(t, render(t, component(t, v))))

			for i, s := range sinks {
				for _, payload := range payloads {
					var b strings.Builder
					fill(typ.Name(), v)[i].set(payload)
					if err := component(t, v).Render(t.Context(), &b); err != nil {
						assert.True(t, s.fussy, "%s refuses %q: %v", s.path, payload, err)
						assert.Empty(t, b.String())
						continue
					}
					nodes := parseHTML(t, b.String())
					assert.Equal(t, want, shape(nodes), "%s = %q", s.path, payload)
					for _, n := range elements(nodes) {
						for _, name := range []string{"href", "src", "hx-get"} {
							if link, ok := attribute(n, name); ok {
								assert.Regexp(t, `^(/[^/]|/$|https?://)`, link, "%s = %q", s.path, payload)
							}
						}
					}
				}
			}
		})
	}
}

func component(t *testing.T, v reflect.Value) partials.Component {
	t.Helper()
	c, ok := reflect.TypeAssert[partials.Component](v)
	require.True(t, ok)
	return c
}
