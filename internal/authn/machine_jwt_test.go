package authn_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// machineClaims are those of a good M2M or OAuth token, with changes.
func machineClaims(subject string, changes map[string]any) jwt.MapClaims {
	claims := sessionClaims(map[string]any{"sub": subject, "sid": nil, "azp": nil, "jti": "id_1"})
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

var (
	m2mHeader   = map[string]any{"cat": "cl_B7d4PD333AAA"}
	oauthHeader = map[string]any{"typ": "at+jwt"}
)

func TestMachineJWTsAreVerified(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for name, tt := range map[string]struct {
		header  map[string]any
		subject string
		changes map[string]any
		want    authn.TokenType
		machine authn.Machine
	}{
		"an M2M token": {m2mHeader, "mch_1", map[string]any{"scopes": "mch_2 mch_3", "tier": "gold"}, authn.M2MToken,
			authn.Machine{ID: "id_1", Subject: "mch_1", Scopes: []string{"mch_2", "mch_3"}, Claims: []byte(`{"scopes":"mch_2 mch_3","tier":"gold"}`)}},
		"an M2M token without a category": {nil, "mch_1", nil, authn.M2MToken, authn.Machine{ID: "id_1", Subject: "mch_1"}},
		"an M2M token with aud for scopes": {m2mHeader, "mch_1", map[string]any{"aud": []string{"mch_2"}}, authn.M2MToken,
			authn.Machine{ID: "id_1", Subject: "mch_1", Scopes: []string{"mch_2"}, Claims: []byte(`{"aud":["mch_2"]}`)}},
		"an M2M token whose scopes are empty": {m2mHeader, "mch_1", map[string]any{"aud": []string{"mch_2"}, "scopes": ""}, authn.M2MToken,
			authn.Machine{ID: "id_1", Subject: "mch_1", Claims: []byte(`{"aud":["mch_2"],"scopes":""}`)}},
		"an OAuth token": {oauthHeader, "user_1", map[string]any{"scope": "email  profile", "client_id": "c_1"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1", ClientID: "c_1", Scopes: []string{"email", "profile"}}},
		"an OAuth token by its long type": {map[string]any{"typ": "application/at+jwt"}, "user_1", nil, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1"}},
		"an OAuth token with scp": {oauthHeader, "user_1", map[string]any{"scp": []string{"email"}, "scope": "profile"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1", Scopes: []string{"email"}}},
		"an OAuth token whose scp is empty": {oauthHeader, "user_1", map[string]any{"scp": []string{}, "scope": "admin"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1"}},
		"an OAuth token whose scp is not a list": {oauthHeader, "user_1", map[string]any{"scp": "admin", "scope": "admin"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1"}},
		"an OAuth token whose scp is null": {oauthHeader, "user_1", map[string]any{"scp": json.RawMessage("null"), "scope": "email"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1", Scopes: []string{"email"}}},
		"an OAuth token with a tab in a scope": {oauthHeader, "user_1", map[string]any{"scope": "a\tadmin b\u00a0admin"}, authn.OAuthToken,
			authn.Machine{ID: "id_1", Subject: "user_1", Scopes: []string{"a\tadmin", "b\u00a0admin"}}},
		"an M2M token whose scopes are not text": {m2mHeader, "mch_1", map[string]any{"aud": []string{"mch_2"}, "scopes": []string{"mch_2"}}, authn.M2MToken,
			authn.Machine{ID: "id_1", Subject: "mch_1", Claims: []byte(`{"aud":["mch_2"],"scopes":["mch_2"]}`)}},
		"an OAuth token without an id": {oauthHeader, "user_1", map[string]any{"jti": nil}, authn.OAuthToken, authn.Machine{Subject: "user_1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			backend := &machineBackend{}
			kind, machine, err := verifyMachine(t, a, backend, sign(t, instanceKey(), tt.header, machineClaims(tt.subject, tt.changes)))
			require.NoError(t, err)
			assert.Equal(t, tt.want, kind)
			tt.machine.ExpiresAt = now.Add(50 * time.Second).UTC()
			assert.Equal(t, tt.machine, machine)
			assert.Empty(t, backend.asked, "the key is enough")
		})
	}
}

func TestMachineJWTsAreRefused(t *testing.T) {
	t.Parallel()
	const failed, invalid = authn.ReasonTokenVerificationFailed, authn.ReasonTokenInvalid
	for name, tt := range map[string]struct {
		header  map[string]any
		subject string
		changes map[string]any
		want    authn.Reason
	}{
		"a session's category":          {map[string]any{"cat": "cl_B7d4PD111AAA"}, "mch_1", nil, invalid},
		"a template's category":         {map[string]any{"cat": "cl_B7d4PD222AAA"}, "mch_1", nil, invalid},
		"an M2M token that is typed":    {map[string]any{"typ": "at+jwt"}, "mch_1", nil, failed},
		"crit":                          {map[string]any{"crit": []string{"exp"}}, "mch_1", nil, failed},
		"b64":                           {map[string]any{"typ": "at+jwt", "b64": false}, "user_1", nil, failed},
		"an unknown kid":                {map[string]any{"kid": "ins_2"}, "mch_1", nil, failed},
		"no exp":                        {nil, "mch_1", map[string]any{"exp": nil}, failed},
		"an exp that is not a time":     {oauthHeader, "user_1", map[string]any{"exp": "soon"}, failed},
		"an M2M token that ran out":     {nil, "mch_1", map[string]any{"exp": now.Unix() - 5}, failed},
		"an OAuth token that ran out":   {oauthHeader, "user_1", map[string]any{"exp": now.Unix() - 5}, failed},
		"a token of tomorrow":           {nil, "mch_1", map[string]any{"nbf": now.Unix() + 6}, failed},
		"a token issued tomorrow":       {oauthHeader, "user_1", map[string]any{"iat": now.Unix() + 6}, failed},
		"an OAuth token for nobody":     {oauthHeader, "", nil, failed},
		"an OAuth token without sub":    {oauthHeader, "user_1", map[string]any{"sub": nil}, failed},
		"an OAuth token whose aud is 5": {oauthHeader, "user_1", map[string]any{"aud": 5}, failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := authenticator(t, nil)
			kind, machine, err := verifyMachine(t, a, nil, sign(t, instanceKey(), tt.header, machineClaims(tt.subject, tt.changes)))
			var refusal *authn.MachineTokenError
			require.ErrorAs(t, err, &refusal)
			assert.NotEmpty(t, kind)
			assert.Equal(t, tt.want, refusal.Reason)
			assert.False(t, refusal.Unavailable)
			assert.Zero(t, machine)
		})
	}
}

func TestForgedMachineJWTsAreRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	claims := machineClaims("mch_1", nil)
	good := sign(t, instanceKey(), m2mHeader, claims)
	cut := good[:strings.LastIndexByte(good, '.')+1]
	unsigned := jwt.NewWithClaims(jwt.SigningMethodNone, claims)
	unsigned.Header["kid"] = kid
	none, err := unsigned.SignedString(jwt.UnsafeAllowNoneSignatureType)
	require.NoError(t, err)
	confused := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	confused.Header["kid"] = kid
	hs256, err := confused.SignedString(instanceKey().N.Bytes())
	require.NoError(t, err)
	for name, token := range map[string]string{
		"another instance's key":       sign(t, foreignKey(), m2mHeader, claims),
		"no signature":                 cut,
		"alg none":                     none,
		"alg none, a signature though": none + good[len(cut):],
		"HS256 keyed by the modulus":   hs256,
		"RS512":                        signWith(t, jwt.SigningMethodRS512, instanceKey(), m2mHeader, claims),
		"PS256":                        signWith(t, jwt.SigningMethodRS256, foreignKey(), map[string]any{"alg": "PS256"}, claims),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, machine, err := verifyMachine(t, a, nil, token)
			var refusal *authn.MachineTokenError
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, authn.ReasonTokenVerificationFailed, refusal.Reason)
			assert.Zero(t, machine)
		})
	}
}

// A token that was verified as a machine's is remembered as well signed, which must
// not make a session of it.
func TestAVerifiedMachineJWTIsStillNoSession(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for _, token := range []string{
		sign(t, instanceKey(), m2mHeader, machineClaims("mch_1", nil)),
		sign(t, instanceKey(), oauthHeader, machineClaims("user_1", nil)),
	} {
		_, _, err := verifyMachine(t, a, nil, token)
		require.NoError(t, err)
		refuses(t, a, token, authn.ReasonTokenTypeMismatch)
		_, _, err = verifyMachine(t, a, nil, token)
		require.NoError(t, err)
	}
}
