package fragmentparams_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/fragmentparams"
)

type (
	invoiceID string
	number    int64
	key       struct{ a, b int }
	pointer   struct{ id string }
)

func (k key) String() string      { return fmt.Sprintf("%d-%d", k.a, k.b) }
func (p *pointer) String() string { return p.id }

func TestFromPairs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pairs []any
		want  string
	}{
		{"nothing", nil, ""},
		{"a string", []any{"id", "42"}, "id=42"},
		{"an int", []any{"id", 42}, "id=42"},
		{"a negative int64 of a type of its own", []any{"id", number(-42)}, "id=-42"},
		{"a uint8", []any{"id", uint8(42)}, "id=42"},
		{"a string of a type of its own", []any{"id", invoiceID("a b")}, "id=a+b"},
		{"a Stringer", []any{"id", key{4, 2}}, "id=4-2"},
		{"a Stringer by pointer", []any{"id", &pointer{"42"}}, "id=42"},
		{"an empty value", []any{"id", ""}, "id="},
		{"sorted names", []any{"b", 2, "a", 1, "c", 3}, "a=1&b=2&c=3"},
		{"characters with a meaning", []any{"a&b=", "c&d=e+f g%?#/\\\"<>'\x00\xff"}, "a%26b%3D=c%26d%3De%2Bf+g%25%3F%23%2F%5C%22%3C%3E%27%00%FF"},
		{"the longest", []any{strings.Repeat("n", 64), strings.Repeat("v", 256)}, strings.Repeat("n", 64) + "=" + strings.Repeat("v", 256)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			params, err := fragmentparams.FromPairs(tt.pairs...)
			require.NoError(t, err)
			query := fragmentparams.Query(params)
			assert.Equal(t, tt.want, query)
			read, err := fragmentparams.FromQuery(query)
			require.NoError(t, err)
			assert.Equal(t, params, read)
		})
	}
}

func TestFromPairsRefuses(t *testing.T) {
	t.Parallel()
	var nine []any
	for i := range 9 {
		nine = append(nine, fmt.Sprint("p", i), i)
	}
	tests := []struct {
		name  string
		pairs []any
		want  string
	}{
		{"an odd number", []any{"id"}, "pairs of name and value"},
		{"a name that is not a string", []any{42, "id"}, "must be a string, not int"},
		{"an empty name", []any{"", "42"}, "is empty"},
		{"a repeated name", []any{"id", 1, "id", 2}, `parameter "id" is given twice`},
		{"nil", []any{"id", nil}, "not <nil>"},
		{"a nil pointer", []any{"id", (*pointer)(nil)}, "not *fragmentparams_test.pointer"},
		{"a float", []any{"id", 4.2}, "not float64"},
		{"a boolean", []any{"id", true}, "not bool"},
		{"a slice", []any{"id", []string{"42"}}, "not []string"},
		{"nine parameters", nine, "more than 8 parameters"},
		{"a long name", []any{strings.Repeat("n", 65), ""}, "longer than 64 bytes"},
		{"a long value", []any{"id", strings.Repeat("v", 257)}, `the value of parameter "id" is longer than 256 bytes`},
		{"htmx's own name", []any{"org.htmx.cache-buster", "x"}, "htmx's own"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := fragmentparams.FromPairs(tt.pairs...)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestFromQueryRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ query, want string }{
		"a repeated name":   {"id=1&id=2", `parameter "id" is given twice`},
		"an empty name":     {"=1", "is empty"},
		"a bad escape":      {"id=%zz", "not well-formed"},
		"a semicolon":       {"id=1;x=2", "not well-formed"},
		"nine parameters":   {"a&b&c&d&e&f&g&h&i", "more than 8 parameters"},
		"a long name":       {strings.Repeat("n", 65), "longer than 64 bytes"},
		"a long value":      {"id=" + strings.Repeat("v", 257), "longer than 256 bytes"},
		"a long query":      {"id=1" + strings.Repeat("&", 1<<14), "the query is longer"},
		"a long name twice": {strings.Repeat("n", 3000) + "&" + strings.Repeat("n", 3000), "…"},
	} {
		_, err := fragmentparams.FromQuery(tt.query)
		require.ErrorContains(t, err, tt.want, name)
		assert.Less(t, len(err.Error()), 200, name)
	}
}

func TestHTMXMayAddItsCacheBuster(t *testing.T) {
	t.Parallel()
	longest := make(map[string]string)
	for i := range fragmentparams.MaxParams {
		longest[fmt.Sprint(i)+strings.Repeat("/", 63)] = strings.Repeat("/", 256)
	}
	params, err := fragmentparams.FromQuery(fragmentparams.Query(longest) + "&org.htmx.cache-buster=clerk-fragment-invoice")
	require.NoError(t, err)
	assert.Equal(t, longest, params)
	params, err = fragmentparams.FromQuery("org.htmx.cache-buster=true")
	require.NoError(t, err)
	assert.Nil(t, params)
}

func TestDigestTellsParametersApart(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]string{}
	for _, params := range []map[string]string{
		{"a": "b"}, {"b": "a"}, {"ab": ""}, {"": "ab"}, {"a": "b", "c": "d"}, {"a": "b&c=d"}, {"a=b": ""}, {"a": "=b"}, {"a": "bc", "d": ""}, {"a": "B"}, {"a": "b "}, {"a": "b+"},
	} {
		digest := fragmentparams.Digest(fragmentparams.Query(params))
		assert.Regexp(t, `^[0-9a-f]{32}$`, digest)
		assert.NotContains(t, seen, digest, "%v", params)
		seen[digest] = params
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, query := range []string{"", "id=42", "a=1&b=2", "b=2&a=1", "id", "a=%00%ff%0A", "a+b=c%2Bd", "id=1&id=2", "=x", "%zz", "a;b", "&&", "org.htmx.cache-buster=x"} {
		f.Add(query, "id", "42")
	}
	f.Fuzz(func(t *testing.T, query, name, value string) {
		if params, err := fragmentparams.FromQuery(query); err == nil {
			again, err := fragmentparams.FromQuery(fragmentparams.Query(params))
			require.NoError(t, err)
			require.Equal(t, params, again)
		}
		if params, err := fragmentparams.FromPairs(name, value); err == nil {
			query := fragmentparams.Query(params)
			require.NotContains(t, query, "#")
			read, err := fragmentparams.FromQuery(query)
			require.NoError(t, err)
			require.Equal(t, map[string]string{name: value}, read)
		}
	})
}
