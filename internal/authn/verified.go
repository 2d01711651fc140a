package authn

import (
	"crypto/rsa"
	"sync"
	"sync/atomic"
)

// verifiedTokens remembers tokens whose signature was found good, so that a
// browser's token costs one RSA operation, not one for each request. Only the
// signature is taken as settled, and only under the very key that it was checked
// with: a key that is rotated out takes its tokens with it, and expiry and every
// other claim are checked anew each time. Whole tokens are the keys of the maps,
// which leaves nothing to argue about collisions.
//
// Tokens live a minute, so instead of ordering them by age there are two
// generations: when the younger is full, it becomes the older, which is dropped.
type verifiedTokens struct {
	size  int64 // of a generation; 0 remembers nothing
	state atomic.Pointer[generations]
}

type generations struct {
	young, old *sync.Map // string → *token
	count      atomic.Int64
}

// verifiedPerGeneration bounds memory: two generations of tokens of at most 8 KiB,
// mostly 2 KiB, and about as much again for what was decoded from each.
const verifiedPerGeneration = 4096

func newVerifiedTokens(size int64) *verifiedTokens {
	v := &verifiedTokens{size: size}
	v.state.Store(&generations{young: new(sync.Map), old: new(sync.Map)})
	return v
}

// get returns the token if its signature was found good before.
func (v *verifiedTokens) get(raw string) (*token, bool) {
	g := v.state.Load()
	if t := load(g.young, raw); t != nil {
		return t, true
	}
	if t := load(g.old, raw); t != nil {
		v.store(t)
		return t, true
	}
	return nil, false
}

// load returns nil if m does not know raw.
func load(m *sync.Map, raw string) *token {
	value, _ := m.Load(raw)
	t, _ := value.(*token)
	return t
}

// remember notes that t's signature is good under key. It keeps its own copy: t
// is somebody's.
func (v *verifiedTokens) remember(t *token, key *rsa.PublicKey) {
	if len(t.raw) > maxTokenSize { // a handshake token, seen only once
		return
	}
	known := *t
	known.verifiedWith = key
	v.store(&known)
}

func (v *verifiedTokens) store(t *token) {
	g := v.state.Load()
	if _, again := g.young.Swap(t.raw, t); again || g.count.Add(1) < v.size {
		return
	}
	// Of several that find it full, one turns the page.
	v.state.CompareAndSwap(g, &generations{young: new(sync.Map), old: g.young})
}
