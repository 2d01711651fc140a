//go:build speed

package clerkhtmx_test

import (
	"flag"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSpeed judges ratios within one run, because absolute times depend on the machine. Only
// make bench builds it: other tests at the same time would disturb it, and the race detector
// slows some things more than others.
func TestSpeed(t *testing.T) {
	f := newBench(t)
	settled, unseen := f.settled(t), f.cold(t, 500)
	times := fastest(t, BenchmarkRSAVerify, f.noOpRoute,
		func(b *testing.B) { f.coldRequest(b, unseen) },    //nolint:thelper // a benchmark
		func(b *testing.B) { f.repeatRequest(b, settled) }, //nolint:thelper // a benchmark
		f.garbageToken, f.clerkSDK,
		func(b *testing.B) { f.page(b, 0) },  //nolint:thelper // a benchmark
		func(b *testing.B) { f.page(b, 10) }, //nolint:thelper // a benchmark
	)
	rsa, noop := times[0], times[1]
	cold, repeat, garbage, sdk := times[2]-noop, times[3]-noop, times[4]-noop, times[5]
	head, page := times[6], times[7]
	t.Logf("a page's head 1/%.1f; with ten fragments %.2f ×", rsa/head, page/rsa)
	t.Logf("RSA verify %.1f µs; cold request %.2f ×; repeat request 1/%.1f; garbage token 1/%.1f; clerk-sdk-go %.1f ×",
		rsa/1e3, cold/rsa, rsa/repeat, rsa/garbage, sdk/rsa)
	assert.LessOrEqual(t, cold, 1.5*rsa, "a token seen for the first time costs an RSA verification and little else")
	assert.LessOrEqual(t, cold, sdk/2, "less than half of clerk-sdk-go's middleware")
	assert.LessOrEqual(t, repeat, rsa/20, "a token seen before costs next to nothing")
	assert.LessOrEqual(t, head, rsa/4, "a page's head is prepared")
	assert.LessOrEqual(t, page, rsa, "so are the hosts of fragments")
	assert.LessOrEqual(t, garbage, rsa/8, "the refusal of garbage costs little more than its answer in JSON")
}

// fastest returns the shortest time of each, in nanoseconds, of many short rounds:
// the one that the rest of the machine disturbed least. The heap has the size of a
// server's meanwhile: next to nothing alive, as in a test, the garbage collector would
// run every few milliseconds and be a good part of what is measured.
func fastest(t *testing.T, benchmarks ...func(*testing.B)) []float64 {
	t.Helper()
	const rounds = 40
	length := flag.Lookup("test.benchtime")
	before := length.Value.String()
	require.NoError(t, length.Value.Set("50ms"))
	t.Cleanup(func() { _ = length.Value.Set(before) })

	heap := make([]byte, 64<<20)
	defer runtime.KeepAlive(heap)
	best := make([]float64, len(benchmarks))
	for i := range best {
		best[i] = math.Inf(1)
	}
	for range rounds {
		for i, benchmark := range benchmarks {
			result := testing.Benchmark(benchmark)
			best[i] = min(best[i], float64(result.T.Nanoseconds())/float64(result.N))
		}
	}
	return best
}
