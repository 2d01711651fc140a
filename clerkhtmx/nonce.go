package clerkhtmx

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"github.com/clerk-htmx/kit/internal/csp"
)

// Nonce is the nonce of the response's Content-Security-Policy, for the page's own tags:
//
//	<script defer src="/site.js" nonce="{{.Clerk.Nonce}}"></script>
//
// It is that of [Kit.ContentSecurityPolicy], or else of Config.Nonce. Default "": no nonce.
func (p Page) Nonce() string {
	if p.kit == nil {
		return ""
	}
	return p.kit.nonce(p.exchange.now())
}

// nonce is the request's Content-Security-Policy nonce, "" without one. The nonce that
// ContentSecurityPolicy sends is the one that browsers accept.
func (k *Kit) nonce(x exchange) string {
	if nonce := nonceFromContext(x.r.Context()); nonce != "" {
		return nonce
	}
	if k.cfg.Nonce == nil {
		return ""
	}
	return k.cfg.Nonce(k.context(x))
}

// nonceKey is the context key of the response's nonce. All Kits share it, because a tag has one
// nonce, which every policy of the response must allow.
type nonceKey struct{}

func nonceFromContext(ctx context.Context) string {
	nonce, _ := ctx.Value(nonceKey{}).(string)
	return nonce
}

// nonceBytes exceeds the 128 bits that https://www.w3.org/TR/CSP3/#security-nonces asks for. Its
// base64 needs no padding.
const nonceBytes = 18

// newNonce returns the nonce of the application, or else a fresh one. A nonce that could end its
// source in the header is not used: the application's own tags are then blocked.
func (k *Kit) newNonce(x exchange) string {
	if k.cfg.Nonce != nil {
		nonce := k.cfg.Nonce(k.context(x))
		switch {
		case csp.IsNonce(nonce):
			return nonce
		case nonce != "":
			k.cfg.Logger.ErrorContext(x.r.Context(), "clerkhtmx: Config.Nonce returned a nonce that is not base64: the kit's own is used")
		}
	}
	var random [nonceBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	return base64.StdEncoding.EncodeToString(random[:])
}
