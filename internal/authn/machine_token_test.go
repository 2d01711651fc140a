package authn_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// machineBackend is a Backend API that knows one token.
type machineBackend struct {
	secret  string
	machine authn.Machine
	asked   []authn.TokenType
	bounded bool
}

func (b *machineBackend) VerifyMachineToken(ctx context.Context, t authn.TokenType, secret string) (authn.Machine, error) {
	b.asked = append(b.asked, t)
	_, b.bounded = ctx.Deadline()
	if secret != b.secret {
		return authn.Machine{}, &authn.MachineTokenError{Reason: authn.ReasonTokenInvalid, Message: "no such token"}
	}
	return b.machine, nil
}

// verifyMachine has the token verified as the middleware and Protect do.
func verifyMachine(t *testing.T, a *authn.Authenticator, backend authn.MachineBackend, token string) (authn.TokenType, authn.Machine, error) {
	t.Helper()
	req := bearer(t, token)
	state := authenticate(t, a, req)
	machines := authn.NewMachineAuthenticator(a, backend)
	presented := machines.Token(&state, req.Authorization)
	if presented == nil {
		return "", authn.Machine{}, nil
	}
	machine, err := machines.Verify(t.Context(), *presented)
	return presented.Type, machine, err
}

func TestWhatIsNoMachineToken(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for name, token := range map[string]string{
		"a session token":       session(t, nil),
		"an expired one":        session(t, map[string]any{"exp": now.Unix() - 5}),
		"a template's":          sign(t, instanceKey(), map[string]any{"cat": "cl_B7d4PD222AAA"}, sessionClaims(nil)),
		"garbage":               "garbage",
		"a prefix in the wrong": "AK_1",
		"nothing":               "",
		"a JWT that is none":    "ey.ey.ey",
		"a JWT too long":        sign(t, instanceKey(), m2mHeader, machineClaims("mch_1", map[string]any{"x": strings.Repeat("x", 8<<10)})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, _, err := verifyMachine(t, a, nil, token)
			require.NoError(t, err)
			assert.Empty(t, kind)
		})
	}
}

func TestOpaqueTokensAreClerksToJudge(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for token, want := range map[string]authn.TokenType{
		"ak_good": authn.APIKey, "mt_good": authn.M2MToken, "oat_good": authn.OAuthToken, "ak_a.b.c": authn.APIKey,
	} {
		backend := &machineBackend{secret: token, machine: authn.Machine{ID: "id_1", Subject: "user_1"}}
		kind, machine, err := verifyMachine(t, a, backend, token)
		require.NoError(t, err)
		assert.Equal(t, want, kind)
		assert.Equal(t, backend.machine, machine)
		assert.Equal(t, []authn.TokenType{want}, backend.asked)
		assert.True(t, backend.bounded, "no call without a time limit")
	}
	for name, token := range map[string]string{
		"an unknown one":     "ak_other",
		"one a bit longer":   "ak_" + strings.Repeat("a", 510),
		"one much longer":    "ak_" + strings.Repeat("a", 100_000),
		"one with a quote":   `ak_"`,
		"one with a newline": "ak_\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			backend := &machineBackend{secret: "ak_good"}
			kind, _, err := verifyMachine(t, a, backend, token)
			var refusal *authn.MachineTokenError
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, authn.APIKey, kind)
			assert.Equal(t, authn.ReasonTokenInvalid, refusal.Reason)
			assert.Equal(t, name == "an unknown one", len(backend.asked) == 1)
			assert.NotContains(t, err.Error(), "ak_")
		})
	}
}

func TestNoTokenIsNotVerified(t *testing.T) {
	t.Parallel()
	backend := &machineBackend{}
	_, err := authn.NewMachineAuthenticator(authenticator(t, nil), backend).Verify(t.Context(), authn.MachineToken{})
	var refusal *authn.MachineTokenError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, authn.ReasonTokenInvalid, refusal.Reason)
	assert.Empty(t, backend.asked)
}

func TestKeysThatCannotBeHadSayNothingAboutAMachine(t *testing.T) {
	t.Parallel()
	token := sign(t, instanceKey(), m2mHeader, machineClaims("mch_1", nil))
	for want, broken := range map[authn.Reason]error{
		authn.ReasonJWKRemoteFailedToLoad: sessiontoken.ErrKeysUnavailable,
		authn.ReasonSecretKeyInvalid:      sessiontoken.ErrSecretKeyInvalid,
		authn.ReasonJWKFailedToResolve:    errors.New("no idea"),
	} {
		_, _, err := verifyMachine(t, authenticatorWith(t, brokenKeys{broken}, nil, nil), nil, token)
		var refusal *authn.MachineTokenError
		require.ErrorAs(t, err, &refusal)
		require.ErrorIs(t, err, broken)
		assert.True(t, refusal.Unavailable)
		assert.Equal(t, want, refusal.Reason)
	}
}

func TestWhatIsExpectedOfSessionsIsExpectedOfMachines(t *testing.T) {
	t.Parallel()
	expecting := authenticator(t, func(cfg *authn.Config) {
		cfg.Audience = []string{"api"}
		cfg.AuthorizedParties = []string{"https://example.com"}
	})
	pinned := authenticator(t, func(cfg *authn.Config) { cfg.Issuers = []string{"https://" + liveHost} })
	for name, tt := range map[string]struct {
		a       *authn.Authenticator
		header  map[string]any
		subject string
		changes map[string]any
		ok      bool
	}{
		"an M2M token needs no party":      {expecting, m2mHeader, "mch_1", nil, true},
		"an M2M token for the audience":    {expecting, m2mHeader, "mch_1", map[string]any{"aud": "api"}, true},
		"an M2M token for others":          {expecting, m2mHeader, "mch_1", map[string]any{"aud": "mch_2"}, false},
		"an OAuth token for the audience":  {expecting, oauthHeader, "user_1", map[string]any{"aud": []string{"x", "api"}}, true},
		"an OAuth token for others":        {expecting, oauthHeader, "user_1", map[string]any{"aud": "x"}, false},
		"an OAuth token for no audience":   {expecting, oauthHeader, "user_1", nil, false},
		"an M2M token of the issuer":       {pinned, m2mHeader, "mch_1", nil, true},
		"an M2M token of another issuer":   {pinned, m2mHeader, "mch_1", map[string]any{"iss": "https://x.test"}, false},
		"an OAuth token without an issuer": {pinned, oauthHeader, "user_1", map[string]any{"iss": nil}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := verifyMachine(t, tt.a, nil, sign(t, instanceKey(), tt.header, machineClaims(tt.subject, tt.changes)))
			if tt.ok {
				require.NoError(t, err)
				return
			}
			var refusal *authn.MachineTokenError
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, authn.ReasonTokenVerificationFailed, refusal.Reason)
		})
	}
}

func TestAMachineAuthenticatorIsNotAnAuthenticator(t *testing.T) {
	t.Parallel()
	var machines any = authn.NewMachineAuthenticator(authenticator(t, nil), &machineBackend{})
	_, authenticates := machines.(interface {
		Authenticate(ctx context.Context, req authn.Request) (authn.State, error)
	})
	assert.False(t, authenticates)
	_, revokes := machines.(interface{ Revoke(sessionID string) })
	assert.False(t, revokes, "a revocation belongs to the Authenticator alone")
}
