package sessiontoken

import (
	"crypto/rsa"
	"strings"

	"github.com/clerk-htmx/kit/internal/recent"
)

// rememberedTokens remembers tokens whose signature was found good, so that a
// browser's token costs one RSA operation, not one for each request. Only the
// signature is taken as settled, and only under the very key that it was checked
// with: a key that is rotated out takes its tokens with it, and expiry, revocation
// and every other claim are checked anew each time.
//
// The map's key is the end of a token's signature, which is quick to hash. After a lookup, the
// whole token is compared.
type rememberedTokens struct{ tokens *recent.Map[Token] }

func newRememberedTokens(size int) *rememberedTokens {
	return &rememberedTokens{recent.NewMap[Token](size)}
}

// get returns the token if its signature was found good before.
func (v *rememberedTokens) get(raw string) (*Token, bool) {
	t := v.tokens.Get(ending(raw))
	return t, t != nil && t.raw == raw
}

// remember records that t's signature is good under key. It stores a copy, because other code
// uses t, and because t's text keeps a whole header of any size in memory.
func (v *rememberedTokens) remember(t *Token, key *rsa.PublicKey) {
	if len(t.raw) > MaxSize { // a handshake token, seen only once
		return
	}
	known := *t
	known.raw = strings.Clone(t.raw)
	known.verifiedWith = key
	v.tokens.Put(ending(known.raw), known)
}

// ending returns the end of raw, which is so long that two signatures do not share it by
// chance.
func ending(raw string) string {
	const length = 64
	return raw[max(0, len(raw)-length):]
}
