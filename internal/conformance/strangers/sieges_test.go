package strangers_test

import (
	"fmt"
	"net/http"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// siege is a sort of requests that anybody can send.
type siege struct {
	request func(b *besieged, n int) *http.Request
	status  []int
	// distinct: each asks something else, so that the limit is reached.
	distinct bool
	// calls is how many are made at most while Clerk answers: nobody asks twice. With
	// distinct it is the limit's matter, and 0.
	calls int
}

func sieges() map[string]siege {
	const (
		ok           = http.StatusOK
		redirected   = http.StatusTemporaryRedirect
		unauthorized = http.StatusUnauthorized
		unavailable  = http.StatusServiceUnavailable
	)
	nonce := "/whoami?__clerk_handshake_nonce=" + madeUp
	machine := func(path, prefix string) func(*besieged, int) *http.Request {
		return func(*besieged, int) *http.Request { return harness.Get(path, harness.Bearer(prefix+madeUp)...) }
	}
	return map[string]siege{
		"a nonce": {
			func(*besieged, int) *http.Request { return navigation(nonce) }, []int{ok}, false, 1,
		},
		"nonces": {
			func(_ *besieged, n int) *http.Request { return navigation(fmt.Sprint(nonce, n)) }, []int{ok}, true, 0,
		},
		"nonces in cookies": {
			func(_ *besieged, n int) *http.Request {
				return navigation("/whoami", "Cookie", fmt.Sprint("__clerk_handshake_nonce=", madeUp, n))
			}, []int{ok}, true, 0,
		},
		"nonces of scripts": {
			func(_ *besieged, n int) *http.Request { return harness.Get(fmt.Sprint(nonce, n), "HX-Request", "true") }, []int{ok}, false, 0,
		},
		"an API key":     {machine("/key", "ak_"), []int{unauthorized}, false, 1},
		"an M2M token":   {machine("/m2m", "mt_"), []int{unauthorized}, false, 1},
		"an OAuth token": {machine("/oauth", "oat_"), []int{unauthorized}, false, 1},
		"API keys": {
			func(_ *besieged, n int) *http.Request {
				return harness.Get("/key", harness.Bearer(fmt.Sprint("ak_", madeUp, n))...)
			},
			[]int{unauthorized, unavailable}, true, 0,
		},
		"refresh tokens for an expired session token": {
			func(b *besieged, n int) *http.Request {
				return harness.Get("/whoami", "Authorization", "Bearer "+b.expired, "Cookie", fmt.Sprint("__refresh", b.suffix, "=", madeUp, n))
			}, []int{ok}, true, 0,
		},
		"refresh tokens for an expired session token, for documents": {
			func(b *besieged, n int) *http.Request {
				return navigation("/whoami", "Cookie", fmt.Sprint("__session=", b.expired, "; __client_uat=1; __refresh", b.suffix, "=", madeUp, n))
			}, []int{redirected}, true, 0,
		},
	}
}
