package authn_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestANonceIsTradedForCookies(t *testing.T) {
	t.Parallel()
	directive := "__session=" + session(t, nil) + "; Path=/"
	var asked []string
	b := backend{handshakePayload: func(nonce string) ([]string, error) {
		asked = append(asked, nonce)
		if nonce != "good" {
			return nil, errors.New("no such nonce")
		}
		return []string{directive}, nil
	}}
	live := authenticatorWith(t, instanceKeys(), b, nil)

	state := authenticate(t, live, document(t, "__clerk_handshake_nonce=good", "__clerk_handshake=garbage"))
	assert.Equal(t, authn.SignedIn, state.Status, "a nonce beats a token")
	assert.Equal(t, []string{directive}, state.SetCookies)

	state = authenticate(t, live, document(t, "__clerk_handshake_nonce=bad", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason)
	require.ErrorContains(t, state.Cause, "no such nonce")

	dev := authenticatorWith(t, instanceKeys(), b, development(t))
	state = authenticate(t, dev, at(t, publicURL+"?__clerk_handshake_nonce=good&x=y", "__clerk_handshake_nonce=bad"))
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.Equal(t, publicURL+"?x=y", state.Location)
	assert.Equal(t, []string{"good", "bad", "good"}, asked)

	state = authenticate(t, authenticator(t, nil), document(t, "__clerk_handshake_nonce=good"))
	assert.Equal(t, authn.ReasonSessionTokenMissing, state.Reason, "there is nobody to ask")
}

func TestOnlyADocumentBringsANonce(t *testing.T) {
	t.Parallel()
	b := backend{handshakePayload: func(string) ([]string, error) {
		t.Error("must not be asked")
		return nil, nil
	}}
	for name, change := range map[string]func(*authn.Request){
		"a form post":                        func(r *authn.Request) { r.Method = http.MethodPost },
		"HEAD":                               func(r *authn.Request) { r.Method = http.MethodHead },
		"htmx":                               func(r *authn.Request) { r.HTMX = true },
		"a script":                           func(r *authn.Request) { r.SecFetchDest = "empty" },
		"an image":                           func(r *authn.Request) { r.SecFetchDest = "image" },
		"a request without Sec-Fetch-Dest":   func(r *authn.Request) { setFetch(r, "", "*/*") },
		"a script that accepts HTML as well": func(r *authn.Request) { setFetch(r, "", "application/json, text/html") },
	} {
		for mode, configure := range map[string]func(*authn.Config){
			"live": nil, "test": development(t), "cookies only": func(cfg *authn.Config) { cfg.HandshakeCookieOnly = true },
		} {
			t.Run(name+", "+mode, func(t *testing.T) {
				t.Parallel()
				a := authenticatorWith(t, instanceKeys(), b, configure)
				req := at(t, publicURL+"?__clerk_handshake_nonce=n1", "__clerk_handshake_nonce=n2", "__client_uat=1", "__clerk_db_jwt=x",
					"__session="+session(t, map[string]any{"iss": nil}))
				change(&req)
				state := authenticate(t, a, req)
				assert.Equal(t, authn.SignedIn, state.Status, "the cookies decide")
				assert.Empty(t, state.SetCookies)
			})
		}
	}
}

func TestANonceThatClerkIsNotAskedAboutDoesNotCount(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, instanceKeys(), backend{handshakePayload: func(string) ([]string, error) {
		return nil, fmt.Errorf("busy: %w", authn.ErrNotAsked)
	}}, nil)
	state := authenticate(t, a, document(t, "__clerk_handshake_nonce=x", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
	require.ErrorIs(t, state.Cause, authn.ErrNotAsked)
	state = authenticate(t, a, document(t, "__clerk_handshake_nonce=x", "__client_uat=1"))
	assert.Equal(t, authn.Handshake, state.Status, "the browser gets another")
}
