package partials_test

import (
	"io"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

var (
	benchButton   = partials.UserButton{ID: "account", ShowName: true, SignInURL: "/sign-in", Fallback: partials.Text("Ada")}
	benchFragment = partials.Fragment{Name: "account", URL: "/clerk/fragments/account", Content: partials.Text("Ada")}
)

func benchmark(b *testing.B, c partials.Component) {
	b.Helper()
	b.ReportAllocs()
	ctx := b.Context()
	for b.Loop() {
		if err := c.Render(ctx, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUserButton(b *testing.B) { benchmark(b, benchButton) }

func BenchmarkFragment(b *testing.B) { benchmark(b, benchFragment) }

func BenchmarkHead(b *testing.B) { benchmark(b, fullHead()) }

func BenchmarkPreparedHead(b *testing.B) { benchmark(b, preparedHead(b)) }

func preparedHead(tb testing.TB) partials.PreparedHead {
	tb.Helper()
	prepared, err := fullHead().Prepare()
	require.NoError(tb, err)
	return prepared
}

func BenchmarkFromQuery(b *testing.B) {
	b.ReportAllocs()
	query := url.Values{"showName": {"true"}, "signInUrl": {"/sign-in"}}
	for b.Loop() {
		if _, err := partials.FromQuery("user-button", query); err != nil {
			b.Fatal(err)
		}
	}
}

// Rendering is for every request: more than this is a step back.
func TestRenderingStaysWithinItsAllocations(t *testing.T) {
	ctx := t.Context()
	for name, tt := range map[string]struct {
		component partials.Component
		budget    float64
	}{
		"user button":   {benchButton, 40},
		"fragment":      {benchFragment, 6},
		"prepared head": {preparedHead(t), 8},
	} {
		allocs := testing.AllocsPerRun(100, func() { _ = tt.component.Render(ctx, io.Discard) })
		assert.LessOrEqual(t, allocs, tt.budget, name)
	}
}
