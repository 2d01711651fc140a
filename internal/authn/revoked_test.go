package authn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestTokensOfARevokedSessionCountAsExpired(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	revoked, other := session(t, nil), session(t, map[string]any{"sid": "sess_2"})
	for _, token := range []string{revoked, other} { // both are remembered to be good
		assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, token)).Status)
	}
	a.Revoke("sess_1")

	state := authenticate(t, a, bearer(t, revoked))
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.True(t, state.Reason.Expired())
	assert.True(t, state.Recoverable)
	state = authenticate(t, a, document(t, "__session="+revoked, "__client_uat=1"))
	assert.Equal(t, authn.Handshake, state.Status)
	assert.Equal(t, authn.Reason("session-token-expired-refresh-non-eligible-no-refresh-cookie"), state.Reason)
	state = authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, "__session="+revoked)))
	assert.NotEqual(t, authn.SignedIn, state.Status, "nor does a handshake bring it back")
	assert.Empty(t, state.SetCookies)

	assert.Equal(t, authn.SignedIn, authenticate(t, a, bearer(t, other)).Status)
	assert.Equal(t, authn.SignedIn, authenticate(t, authenticator(t, nil), bearer(t, revoked)).Status, "others do not know")
}
