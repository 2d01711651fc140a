package csp_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/csp"
)

// needed has a directive of each kind that the kit has.
func needed() []csp.Directive {
	return []csp.Directive{
		{Name: "default-src", Sources: []string{csp.Self}},
		{Name: "script-src", Sources: []string{csp.Nonce, csp.StrictDynamic}},
		{Name: "style-src", Sources: []string{csp.Self, csp.Nonce}},
		{Name: "img-src", Sources: []string{csp.Self, "https://img.clerk.com", csp.Self}},
		{Name: "object-src", Sources: []string{csp.None}},
	}
}

// parse reads a policy as browsers do, https://www.w3.org/TR/CSP3/#parse-serialized-policy
func parse(policy string) map[string][]string {
	directives := map[string][]string{}
	for text := range strings.SplitSeq(policy, ";") {
		fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\t\n\f\r ", r) })
		if len(fields) == 0 {
			continue
		}
		if name := strings.ToLower(fields[0]); directives[name] == nil {
			directives[name] = append([]string{}, fields[1:]...)
		}
	}
	return directives
}

func TestDirectivesAreAdded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		added map[string][]string
		want  map[string]string // only the directives that change
	}{
		"nothing":                            {nil, nil},
		"a source":                           {map[string][]string{"img-src": {"https://a.example"}}, map[string]string{"img-src": "'self' https://img.clerk.com https://a.example"}},
		"a source that is there":             {map[string][]string{"img-src": {"https://img.clerk.com", "'self'", "data:", "data:"}}, map[string]string{"img-src": "'self' https://img.clerk.com data:"}},
		"sources instead of none":            {map[string][]string{"object-src": {"'self'", "https://a.example"}}, map[string]string{"object-src": "'self' https://a.example"}},
		"none where there is none":           {map[string][]string{"object-src": {"'none'"}}, nil},
		"none instead of the own origin":     {map[string][]string{"default-src": {"'none'"}}, map[string]string{"default-src": "'none'"}},
		"none in a new directive":            {map[string][]string{"manifest-src": {"'none'"}}, map[string]string{"manifest-src": "'none'"}},
		"a new directive":                    {map[string][]string{"font-src": {"https://a.example/fonts/", "*.b.example:*", "https:"}}, map[string]string{"font-src": "https://a.example/fonts/ *.b.example:* https:"}},
		"a directive without values":         {map[string][]string{"upgrade-insecure-requests": nil, "sandbox": {}}, map[string]string{"upgrade-insecure-requests": "", "sandbox": ""}},
		"Trusted Types":                      {map[string][]string{"require-trusted-types-for": {"'script'"}, "trusted-types": {"htmx", "'allow-duplicates'"}}, map[string]string{"require-trusted-types-for": "'script'", "trusted-types": "htmx 'allow-duplicates'"}},
		"a script's hash":                    {map[string][]string{"script-src": {"'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"}}, map[string]string{"script-src": "'nonce-abc' 'strict-dynamic' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"}},
		"eval":                               {map[string][]string{"script-src": {"'unsafe-eval'"}}, map[string]string{"script-src": "'nonce-abc' 'strict-dynamic' 'unsafe-eval'"}},
		"a narrower directive keeps Clerk's": {map[string][]string{"script-src-elem": {"'report-sample'"}, "style-src-elem": {"https://a.example"}}, map[string]string{"script-src-elem": "'nonce-abc' 'strict-dynamic' 'report-sample'", "style-src-elem": "'self' 'nonce-abc' https://a.example"}},
		"attributes are on their own":        {map[string][]string{"style-src-attr": {"'unsafe-inline'"}}, map[string]string{"style-src-attr": "'unsafe-inline'"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy, err := csp.New(needed(), tt.added)
			require.NoError(t, err)
			want := parse("default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self' 'nonce-abc'; img-src 'self' https://img.clerk.com; object-src 'none'")
			for directive, sources := range tt.want {
				want[directive] = strings.Fields(sources)
			}
			header := policy.Header("abc")
			assert.Equal(t, want, parse(header))
			assert.Equal(t, len(want)-1, strings.Count(header, ";"), "each directive once")
		})
	}
}

func TestDirectivesThatCannotWorkAreMistakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		directive string
		values    []string
		want      string
	}{
		"an unknown directive":        {"image-src", []string{"'self'"}, "is not a directive that browsers know"},
		"capitals":                    {"Img-Src", []string{"'self'"}, "write its name in lower case"},
		"a directive in the name":     {"img-src *; script-src", []string{"*"}, "is not a directive that browsers know"},
		"no name":                     {"", []string{"*"}, "is not a directive that browsers know"},
		"a second directive":          {"img-src", []string{"'self'; script-src *"}, "is not one value"},
		"a semicolon":                 {"img-src", []string{"https://a.example;"}, "is not one value"},
		"a comma":                     {"img-src", []string{"https://a.example,https://b.example"}, "is not one value"},
		"a line break":                {"img-src", []string{"https://a.example\r\nSet-Cookie:a=b"}, "is not one value"},
		"two sources in one":          {"img-src", []string{"https://a.example https://b.example"}, "is not one value"},
		"an empty source":             {"img-src", []string{""}, "is not one value"},
		"the place of the nonce":      {"img-src", []string{csp.Nonce}, "is not one value"},
		"a name in Unicode":           {"img-src", []string{"https://müller.example"}, "is not one value"},
		"no sources":                  {"img-src", nil, "write 'none'"},
		"no values":                   {"report-uri", nil, "lists no value"},
		"a value too many":            {"upgrade-insecure-requests", []string{"1"}, "takes no value"},
		"a keyword without quotes":    {"img-src", []string{"self"}, "needs single quotes"},
		"none without quotes":         {"font-src", []string{"NONE"}, "needs single quotes"},
		"a hash without quotes":       {"style-src", []string{"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, "needs single quotes"},
		"a keyword with a typo":       {"script-src", []string{"'unsafe-evil'"}, "is not a keyword or hash"},
		"a quote that does not end":   {"img-src", []string{"'self"}, "is not a keyword or hash"},
		"a URL with a query":          {"img-src", []string{"https://a.example/?a=b"}, "is not a source"},
		"a path":                      {"img-src", []string{"/images"}, "is not a source"},
		"a fixed nonce":               {"script-src", []string{"'nonce-abc'"}, "would be the same in each response"},
		"inline scripts":              {"script-src", []string{"'unsafe-inline'"}, "has no effect beside a nonce"},
		"inline styles":               {"style-src-elem", []string{"'unsafe-inline'"}, "for attributes there is style-src-attr"},
		"a host by 'strict-dynamic'":  {"script-src", []string{"https://cdn.example.com"}, "has no effect beside 'strict-dynamic'"},
		"'self' by 'strict-dynamic'":  {"script-src-elem", []string{"'self'"}, "has no effect beside 'strict-dynamic'"},
		"none beside another":         {"object-src", []string{"'none'", "'self'"}, "has 'none' beside other sources"},
		"none where Clerk has a need": {"img-src", []string{"'none'"}, "cannot be 'none', because Clerk needs 'self' https://img.clerk.com"},
		"none for scripts":            {"script-src-elem", []string{"'none'"}, "because Clerk needs 'nonce-…' 'strict-dynamic'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := csp.New(needed(), map[string][]string{tt.directive: tt.values})
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestAllMistakesAreReportedAtOnceInTheirOrder(t *testing.T) {
	t.Parallel()
	_, err := csp.New(needed(), map[string][]string{"img-src": {"self"}, "a-src": {"*"}, "font-src": nil})
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 3)
	for i, start := range []string{`"a-src": is not a directive`, `"font-src": lists no source`, `"img-src": "self" needs single quotes`} {
		assert.True(t, strings.HasPrefix(lines[i], start), lines[i])
	}
}

func TestTheCallersListsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	ours := needed()
	theirs := map[string][]string{"img-src": {"data:", "data:"}, "object-src": {"'self'"}}
	_, err := csp.New(ours, theirs)
	require.NoError(t, err)
	assert.Equal(t, needed(), ours)
	assert.Equal(t, map[string][]string{"img-src": {"data:", "data:"}, "object-src": {"'self'"}}, theirs)
}

func TestIsNonce(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "YWJj", "YWI=", "YQ==", "-_+/"} {
		assert.True(t, csp.IsNonce(good), good)
	}
	for _, bad := range []string{"", "=", "a===", "a b", "a'", "a;", "a,b", "a\n", "é", "a=b", "\x00"} {
		assert.False(t, csp.IsNonce(bad), "%q", bad)
	}
}

// Whatever an application adds to one directive, no other directive changes, and this one loses
// nothing that Clerk needs.
func FuzzAddedSourcesStayInTheirDirective(f *testing.F) {
	for _, value := range []string{
		"https://a.example", "'self'; script-src *", "a,b", "\r\nX: y", "'none'", "\x00", "'nonce-\x00'", "*", "data:", "'strict-dynamic'",
		"https://a.example/;x", "a\u00a0b", "a\fb", "a\u2028;", "'unsafe-inline'", "'unsafe-eval'", "https://[::1]",
	} {
		for _, name := range []string{"img-src", "script-src", "object-src", "report-uri", "x"} {
			f.Add(name, value, value)
		}
	}
	f.Fuzz(func(t *testing.T, name, first, second string) {
		plain, err := csp.New(needed(), nil)
		require.NoError(t, err)
		policy, err := csp.New(needed(), map[string][]string{name: {first, second}})
		if err != nil {
			return
		}
		header := policy.Header("abc")
		assert.False(t, strings.ContainsFunc(header, func(r rune) bool { return r < ' ' || r > '~' || r == ',' }), "%q", header)
		before, after := parse(plain.Header("abc")), parse(header)
		needs := before[name]
		got := after[name]
		delete(before, name)
		delete(after, name)
		assert.Equal(t, slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
		assert.Equal(t, before, after)
		assert.Subset(t, []string{first, second}, without(got, needs), "nothing that nobody asked for")
		if !slices.Equal(got, []string{csp.None}) {
			assert.Subset(t, got, without(needs, []string{csp.None}))
		}
		assert.LessOrEqual(t, strings.Count(header, ";"), len(after)+1)
	})
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}
