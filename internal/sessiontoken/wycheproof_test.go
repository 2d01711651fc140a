package sessiontoken_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/jwks"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// wycheproofGroup are signatures that claim to be by one key.
type wycheproofGroup struct {
	Public struct {
		Kty, Alg, Use string
		raw           json.RawMessage
	}
	Tests []struct {
		TcID    int `json:"tcId"`
		Comment string
		JWS     json.RawMessage // a string, or an object in JSON serialization
		Result  string
	}
}

func wycheproofGroups(t *testing.T) (groups []wycheproofGroup, keys []json.RawMessage) {
	t.Helper()
	data, err := os.ReadFile("testdata/wycheproof/json_web_signature_test.json")
	require.NoError(t, err)
	var file struct{ TestGroups []json.RawMessage }
	require.NoError(t, json.Unmarshal(data, &file))
	for _, raw := range file.TestGroups {
		var group wycheproofGroup
		require.NoError(t, json.Unmarshal(raw, &group))
		var key struct{ Public, Private json.RawMessage }
		require.NoError(t, json.Unmarshal(raw, &key))
		if key.Public == nil {
			key.Public = key.Private // of HS256, which has no other; our endpoint would never have it
		}
		groups, keys = append(groups, group), append(keys, key.Public)
	}
	return groups, keys
}

// Wycheproof's vectors are valid and forged signatures by all algorithms of JWS.
// Each key comes from an endpoint as Clerk's do. Good is an RS256 signature by a
// key that is for nothing else; whatever else is valid elsewhere is refused here.
func TestOfWycheproofsSignaturesOnlyValidRS256IsAccepted(t *testing.T) {
	t.Parallel()
	groups, keys := wycheproofGroups(t)
	accepted, refused := 0, map[sessiontoken.Reason]int{}
	for i, group := range groups {
		endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": []json.RawMessage{keys[i]}})
		}))
		t.Cleanup(endpoint.Close)
		v := verifier(jwks.New(jwks.Config{URL: endpoint.URL, SecretKey: "sk_test_x", HTTPClient: endpoint.Client()}))
		for _, test := range group.Tests {
			var compact string
			if json.Unmarshal(test.JWS, &compact) != nil {
				compact = string(test.JWS)
			}
			want := test.Result == "valid" && group.Public.Alg == "RS256"
			reason := v.VerifyJWS(t.Context(), compact)
			assert.Equal(t, want, reason == "", "%d: %s: %s", test.TcID, test.Comment, reason)
			if reason == "" {
				accepted++
			} else {
				refused[reason]++
			}

			// No payload of theirs has claims, so that none is accepted.
			_, refusal := verify(t, v, compact)
			assert.NotNil(t, refusal, "%d: %s", test.TcID, test.Comment)
		}
	}
	assert.Equal(t, 8, accepted, "the valid ones by RS256")
	assert.Greater(t, refused[sessiontoken.ReasonTokenInvalidSignature], 200, "forged paddings get as far as the RSA operation")
	t.Logf("%d accepted, refused: %v", accepted, refused)
}
