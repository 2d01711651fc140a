package authn_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func TestVerifyTokenAgreesWithTheAuthorizationHeader(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.AuthorizedParties = []string{"https://example.com"} })
	ofTime := map[authn.Reason]authn.Reason{ // nothing renews a token without a request
		authn.ReasonRefreshNonEligibleNoCookie: authn.ReasonTokenExpired,
		authn.ReasonSessionTokenNotBefore:      authn.ReasonTokenNotActiveYet,
		authn.ReasonSessionTokenIATInTheFuture: authn.ReasonTokenIATInTheFuture,
	}
	for name, token := range map[string]string{
		"a good token":           session(t, nil),
		"a pending session":      session(t, map[string]any{"sts": "pending"}), // which is the caller's to judge
		"another party":          session(t, map[string]any{"azp": "https://evil.example"}),
		"expired":                session(t, map[string]any{"exp": now.Unix() - 6}),
		"expired within skew":    session(t, map[string]any{"exp": now.Unix() - 4}),
		"not yet valid":          session(t, map[string]any{"nbf": now.Unix() + 6}),
		"issued in the future":   session(t, map[string]any{"iat": now.Unix() + 6}),
		"another instance's":     sign(t, foreignKey(), nil, sessionClaims(nil)),
		"an M2M token":           sign(t, instanceKey(), m2mHeader, machineClaims("mch_1", nil)),
		"an OAuth token":         sign(t, instanceKey(), oauthHeader, machineClaims("user_1", nil)),
		"made from a template":   sign(t, instanceKey(), map[string]any{"cat": "cl_B7d4PD222AAA"}, sessionClaims(nil)),
		"an unknown key":         sign(t, instanceKey(), map[string]any{"kid": "ins_2"}, sessionClaims(nil)),
		"garbage":                "a.b.c",
		"something else at once": "a",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the second time it may be a token seen before
				want := authenticate(t, a, bearer(t, token))
				have := a.VerifyToken(t.Context(), token)
				assert.Equal(t, want.Status, have.Status)
				assert.Equal(t, want.Claims, have.Claims)
				assert.Equal(t, want.Token, have.Token)
				if reason, ok := ofTime[want.Reason]; ok {
					want.Reason = reason
				}
				assert.Equal(t, want.Reason, have.Reason)
				assert.Empty(t, have.SetCookies)
				assert.Empty(t, have.Location)
			}
		})
	}
}

func TestVerifyTokenKnowsOpaqueMachineTokens(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for _, token := range []string{"ak_1", "mt_1", "oat_1"} {
		state := a.VerifyToken(t.Context(), token)
		assert.Equal(t, authn.SignedOut, state.Status)
		assert.Equal(t, authn.ReasonTokenTypeMismatch, state.Reason)
	}
}

func TestVerifyTokenTellsAnOutage(t *testing.T) {
	t.Parallel()
	down := errors.New("connection reset")
	a := authenticatorWith(t, brokenKeys{errors.Join(sessiontoken.ErrKeysUnavailable, down)}, nil, nil)
	state := a.VerifyToken(t.Context(), session(t, nil))
	assert.True(t, state.KeysUnavailable)
	assert.Equal(t, authn.ReasonJWKRemoteFailedToLoad, state.Reason)
	require.ErrorIs(t, state.Cause, down)
}
