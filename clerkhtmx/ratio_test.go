//go:build !race

package clerkhtmx_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Speed is judged by ratios within one run: absolute times are the machine's. The
// race detector slows some things more than others, so this is for runs without it,
// such as make bench.
func TestSpeed(t *testing.T) {
	rsa := fastest(BenchmarkRSAVerify)
	noop := fastest(BenchmarkNoOpRoute)
	cold := fastest(BenchmarkColdRequest) - noop
	repeat := fastest(BenchmarkRepeatRequest) - noop
	sdk := fastest(BenchmarkClerkSDK)
	t.Logf("RSA verify %.1f µs; cold request %.2f ×; repeat request 1/%.0f; clerk-sdk-go %.1f ×", rsa/1e3, cold/rsa, rsa/repeat, sdk/rsa)
	assert.LessOrEqual(t, cold, 1.5*rsa, "a token seen for the first time costs an RSA verification and little else")
	assert.LessOrEqual(t, cold, sdk/2, "less than half of clerk-sdk-go's middleware")
	assert.LessOrEqual(t, repeat, rsa/20, "a token seen before costs next to nothing")
}

// fastest is the shortest of several rounds, in nanoseconds: the one that the rest of
// the machine disturbed least.
func fastest(benchmark func(*testing.B)) float64 {
	best := 0.0
	for range 5 {
		result := testing.Benchmark(benchmark)
		if ns := float64(result.T.Nanoseconds()) / float64(result.N); best == 0 || ns < best {
			best = ns
		}
	}
	return best
}
