package authn_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestNewCopiesItsConfiguration(t *testing.T) {
	t.Parallel()
	parties := []string{"https://example.com"}
	a := authenticator(t, func(cfg *authn.Config) { cfg.AuthorizedParties = parties })
	parties[0] = "https://evil.com"
	assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, session(t, nil))).Status)
}

func TestFromHTTP(t *testing.T) {
	t.Parallel()
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/x"}, Header: http.Header{
		"Cookie": {"a=b", "__session=c"}, "Authorization": {"Bearer x"}, "Sec-Fetch-Dest": {"empty"},
	}}
	assert.Equal(t, authn.Request{
		Method: http.MethodGet, URL: r.URL, Cookie: "a=b; __session=c", Authorization: "Bearer x",
		SecFetchDest: "empty", Header: r.Header,
	}, authn.FromHTTP(r, nil))
}

func TestWriteHeader(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		state authn.State
		want  http.Header
	}{
		"signed in": {authn.State{Status: authn.SignedIn, Token: "x"}, http.Header{}},
		"signed out": {
			authn.State{Status: authn.SignedOut, Reason: authn.ReasonTokenInvalid, Message: "why"},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"token-invalid"}, "X-Clerk-Auth-Message": {"why"}},
		},
		"no message": {
			authn.State{Status: authn.SignedOut, Reason: authn.ReasonSessionTokenAndUATMissing},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"session-token-and-uat-missing"}},
		},
		"a message that no header can hold": {
			authn.State{Status: authn.SignedOut, Reason: "x", Message: "a\r\nb"},
			http.Header{"X-Clerk-Auth-Status": {"signed-out"}, "X-Clerk-Auth-Reason": {"x"}},
		},
		"handshake": {
			authn.State{Status: authn.Handshake, Reason: authn.ReasonDevBrowserMissing, Location: "https://x/", SetCookies: []string{"a=b", "c=d"}},
			http.Header{
				"X-Clerk-Auth-Status": {"handshake"}, "X-Clerk-Auth-Reason": {"dev-browser-missing"},
				"Location": {"https://x/"}, "Set-Cookie": {"a=b", "c=d"}, "Cache-Control": {"no-store"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			tt.state.WriteHeader(header)
			assert.Equal(t, tt.want, header)
		})
	}
	header := http.Header{"Set-Cookie": {"theirs=1"}}
	authn.State{Status: authn.SignedIn, SetCookies: []string{"ours=1"}}.WriteHeader(header)
	assert.Equal(t, []string{"theirs=1", "ours=1"}, header.Values("Set-Cookie"))
}
