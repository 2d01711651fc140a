package authn_test

import (
	"context"
	"crypto/rsa"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// Without keys, what a handshake or a refresh brings is as unverifiable as what
// there was before. A redirect for more of it would not end.
func TestWithoutKeysNobodyIsSentAround(t *testing.T) {
	t.Parallel()
	good := session(t, map[string]any{"iss": nil}) // of either instance
	directive := "__session=" + good + "; Path=/"
	clerk := backend{
		handshakePayload: func(string) ([]string, error) { return []string{directive}, nil },
		refresh:          func(authn.RefreshRequest) ([]string, error) { return []string{directive}, nil },
	}
	for name, cookies := range map[string][]string{
		"a handshake token":                         {"__clerk_handshake=" + handshakeToken(t, directive)},
		"a nonce":                                   {"__clerk_handshake_nonce=x"},
		"a handshake token and a client":            {"__clerk_handshake=" + handshakeToken(t, directive), "__client_uat=1"},
		"a nonce and a client":                      {"__clerk_handshake_nonce=x", "__client_uat=1"},
		"a handshake token and a session":           {"__clerk_handshake=" + handshakeToken(t, directive), "__session=" + good},
		"a nonce and a session that is out of date": {"__clerk_handshake_nonce=x", "__session=" + good, "__client_uat=" + seconds(0)},
		"a session":                                 {"__session=" + good, "__client_uat=1"},
	} {
		for _, down := range []error{sessiontoken.ErrKeysUnavailable, sessiontoken.ErrSecretKeyInvalid} {
			for mode, change := range map[string]func(*authn.Config){"live": nil, "test": development(t)} {
				t.Run(strings.Join([]string{name, down.Error(), mode}, ", "), func(t *testing.T) {
					t.Parallel()
					a := authenticatorWith(t, brokenKeys{down}, clerk, change)
					state := authenticate(t, a, document(t, append(cookies, "__clerk_db_jwt=x")...))
					assert.Equal(t, authn.SignedOut, state.Status)
					assert.True(t, state.KeysUnavailable)
					assert.Empty(t, state.Location)
					assert.Empty(t, state.SetCookies)
					require.ErrorIs(t, state.Cause, down)
				})
			}
		}
	}
}

// Only the key of the refreshed token is missing: keys can be lost in between.
func TestARefreshThatCannotBeVerifiedLeadsNowhere(t *testing.T) {
	t.Parallel()
	fresh := sign(t, instanceKey(), map[string]any{"kid": "new"}, sessionClaims(nil))
	clerk := backend{refresh: func(authn.RefreshRequest) ([]string, error) { return []string{"__session=" + fresh}, nil }}
	state := authenticate(t, authenticatorWith(t, halfKeys{}, clerk, nil), document(t, expiredWithRefresh(t)...))
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.True(t, state.KeysUnavailable)
	header := http.Header{}
	state.WriteHeader(header)
	assert.Empty(t, header.Get("Location"))
}

// halfKeys has the instance's key, and no answer for any other.
type halfKeys struct{}

func (halfKeys) Key(_ context.Context, name string) (*rsa.PublicKey, error) {
	if name == kid {
		return &instanceKey().PublicKey, nil
	}
	return nil, sessiontoken.ErrKeysUnavailable
}
