package pathtoregexp_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/pathtoregexp"
)

// That patterns mean what they mean in path-to-regexp is tested against Clerk's backend
// itself, in package authn.
func TestAPatternFindsItsParameters(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		pattern, path string
		want          map[string]string // nil: the path does not match
	}{
		"a segment":                         {"/orgs/:slug", "/orgs/acme", map[string]string{"slug": "acme"}},
		"in another case, with a slash":     {"/orgs/:slug", "/ORGS/Acme/", map[string]string{"slug": "Acme"}},
		"a segment as the path spells it":   {"/orgs/:slug", "/orgs/a%20b", map[string]string{"slug": "a%20b"}},
		"a page below":                      {"/orgs/:slug", "/orgs/acme/settings", nil},
		"a parameter without a name":        {"/orgs/:slug/(.*)", "/orgs/acme/a/b", map[string]string{"slug": "acme"}},
		"digits":                            {`/orgs/:id(\d+)`, "/orgs/12", map[string]string{"id": "12"}},
		"letters instead of digits":         {`/orgs/:id(\d+)`, "/orgs/ab", nil},
		"an optional group, present":        {"/orgs{/:slug}?", "/orgs/acme", map[string]string{"slug": "acme"}},
		"an optional group, missing":        {"/orgs{/:slug}?", "/orgs", map[string]string{}},
		"a repeated segment":                {"/:slug+", "/a/b/c", map[string]string{"slug": "a,b,c"}},
		"two parameters with text between":  {"/x/:a-:slug", "/x/1-2", map[string]string{"a": "1", "slug": "2"}},
		"the second has no text of between": {"/x/:a-:slug", "/x/1-2-3", map[string]string{"a": "1-2", "slug": "3"}},
		"an escaped colon":                  {`/a\:b/:id`, "/a:b/7", map[string]string{"id": "7"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pattern, err := pathtoregexp.Compile(tt.pattern)
			require.NoError(t, err)
			params, ok := pattern.Match(tt.path)
			assert.Equal(t, tt.want != nil, ok)
			assert.Equal(t, tt.want, params)
		})
	}
}

func TestABadPatternIsAnErrorThatQuotesIt(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"orgs/:slug", "/:", "/*", "/:slug(", "/:slug)(", "/{a{b}}", "/:a:b", "/(?=x)y", "/orgs/((a)b)", "/:a--:b", `/a\`, "/(?)",
		"([0)0:0", "/([)/:slug/(])", `/(a\Q)/:id/(\E)`, `/(\Q)/:slug`,
	} {
		_, err := pathtoregexp.Compile(source)
		require.ErrorContains(t, err, strconv.Quote(source))
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("/orgs/:slug/(.*)", "/orgs/a/b")
	f.Add("/x{/:id}?", "/x")
	f.Add("(((", "/")
	f.Add("/:slug+", "/a/b/c")
	f.Fuzz(func(t *testing.T, source, path string) {
		if len(source) > 200 {
			return
		}
		pattern, err := pathtoregexp.Compile(source)
		if err != nil {
			return
		}
		params, ok := pattern.Match(path)
		assert.Equal(t, ok, params != nil)
		for name, value := range params {
			assert.Contains(t, source, ":"+name)
			for part := range strings.SplitSeq(value, ",") { // a repeated parameter has commas for what is between
				assert.Contains(t, path, part)
			}
		}
	})
}
