package sessiontoken

import (
	"crypto/rsa"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVerifiedTokensAreBounded(t *testing.T) {
	t.Parallel()
	const size = 100
	v, key := newRememberedTokens(size), new(rsa.PublicKey)
	for i := range 10_000 {
		raw := strconv.Itoa(i)
		v.remember(&Token{raw: raw}, key)
		got, ok := v.get(raw)
		assert.True(t, ok, "the latest is there")
		assert.Same(t, key, got.verifiedWith)
		v.get("in use")
		if i == 0 {
			v.remember(&Token{raw: "in use"}, key)
		}
	}
	assert.Equal(t, size, v.tokens.Len())
	_, ok := v.get("in use")
	assert.True(t, ok, "what is in use stays")
	_, ok = v.get("1")
	assert.False(t, ok, "an unused token is dropped")
}

func TestVerifiedTokensOfAnySizeAreNotRemembered(t *testing.T) {
	t.Parallel()
	v := newRememberedTokens(10)
	v.remember(&Token{raw: strings.Repeat("x", MaxSize+1)}, new(rsa.PublicKey))
	assert.Zero(t, v.tokens.Len())
}

func TestVerifiedTokensInConcurrentUse(t *testing.T) {
	t.Parallel()
	v, key := newRememberedTokens(16), new(rsa.PublicKey)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 1000 {
				raw := strconv.Itoa((i + j) % 100)
				if got, ok := v.get(raw); ok {
					assert.Equal(t, raw, got.raw)
					continue
				}
				v.remember(&Token{raw: raw}, key)
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, v.tokens.Len(), 16)
}
